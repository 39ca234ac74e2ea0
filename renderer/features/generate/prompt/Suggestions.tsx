import { useTranslation } from 'react-i18next';
import type { Suggestion } from './complete.ts';
import classes from './Prompt.module.css';

type Props = Readonly<{
  id: string;
  suggestions: readonly Suggestion[];
  chosen: number;
  /** From the edge of the field. */
  place: Readonly<{ top: number; start: number }>;
  onTake: (suggestion: Suggestion) => void;
}>;

export const suggestionId = (list: string, index: number): string => `${list}-${index}`;

/** What could stand where the caret is. The text field keeps the focus; its keys walk here. */
export const Suggestions = ({ id, suggestions, chosen, place, onTake }: Props) => {
  const { t } = useTranslation();
  return (
    <div
      id={id}
      className={classes.suggestions}
      role="listbox"
      aria-label={t('prompt.suggestions')}
      style={{ insetBlockStart: place.top, insetInlineStart: place.start }}
    >
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.text}
          id={suggestionId(id, index)}
          role="option"
          aria-selected={index === chosen}
          // before the field loses the focus
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(suggestion);
          }}
        >
          <span dir="auto">{suggestion.text}</span>
          {suggestion.kind !== 'word' && suggestion.kind !== 'phrase' && (
            <small>{suggestion.kind === 'list' ? t('prompt.entries', { count: Number(suggestion.note) }) : suggestion.note}</small>
          )}
        </div>
      ))}
    </div>
  );
};
