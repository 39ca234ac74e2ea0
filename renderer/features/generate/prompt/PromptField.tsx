import { Anchor, Textarea } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMac } from '../../../commands/keys.ts';
import { useSay } from '../../../ui/say.tsx';
import { useDraft, useStudio } from '../../../studio.ts';
import { Backdrop } from './Backdrop.tsx';
import { type Completion, completionAt, type Suggestion } from './complete.ts';
import { knowsWeights, looksWeighed } from './marks.ts';
import classes from './Prompt.module.css';
import { Suggestions, suggestionId } from './Suggestions.tsx';
import { Tokens } from './Tokens.tsx';
import { useHistory } from './use-history.ts';
import { useTokens } from './use-tokens.ts';
import { useVocabulary } from './use-vocabulary.ts';
import { weighed } from './weigh.ts';

type Props = Readonly<{
  field: 'prompt' | 'negativePrompt';
  placeholder: string;
  minRows: number;
  maxRows: number;
  /** In the page, so that a command can put the cursor there. */
  id?: string;
  /** Beside the label. */
  tools?: ReactNode;
}>;

const closed: Completion = { from: 0, suggestions: [] };
type Select = Readonly<{ from: number; to: number }>;

/** Weights are written, but the chosen syntax reads brackets as words. */
const PlainBrackets = ({ onRead }: Readonly<{ onRead: () => void }>) => {
  const { t } = useTranslation();
  return (
    <>
      {t('prompt.plainBrackets')}{' '}
      <Anchor component="button" type="button" size="xs" onClick={onRead}>
        {t('prompt.readWeights')}
      </Anchor>
    </>
  );
};

/** A prompt: its marks, tokens, suggestions and past. The field itself is a plain text area, so that every keyboard and input method is at home in it. */
export const PromptField = ({ field, placeholder, minRows, maxRows, id, tools }: Props) => {
  const { t } = useTranslation();
  const { draft, cache, queries } = useStudio();
  const say = useSay();
  const listId = useId();
  const text = useDraft((fields) => fields[field]);
  const problem = useDraft((fields) => fields.problems[field]);
  const syntax = useDraft((fields) => fields.promptSyntax?.id ?? null);
  const tokens = useTokens(text);
  const vocabulary = useVocabulary();
  const history = useHistory(field);
  const area = useRef<HTMLTextAreaElement>(null);
  const backdrop = useRef<HTMLDivElement>(null);
  const [completion, complete] = useState<Completion>(closed);
  const [chosen, choose] = useState(-1);
  const [place, setPlace] = useState({ top: 0, start: 0 });
  const select = useRef<Select>(null);
  const open = completion.suggestions.length > 0;

  const write = (value: string): void => draft.getState().edit({ [field]: value });
  /** Writes and puts the selection where it belongs once the field shows it. */
  const rewrite = (value: string, from: number, to: number): void => {
    write(value);
    select.current = { from, to };
  };
  useLayoutEffect(() => {
    if (select.current === null) return;
    area.current?.setSelectionRange(select.current.from, select.current.to);
    select.current = null;
  }, [text]);
  useLayoutEffect(() => {
    const anchor = backdrop.current?.querySelector<HTMLElement>('[data-anchor]');
    if (!open || anchor === null || anchor === undefined || backdrop.current === null) return;
    const rtl = getComputedStyle(backdrop.current).direction === 'rtl';
    const start = rtl ? backdrop.current.clientWidth - anchor.offsetLeft : anchor.offsetLeft;
    setPlace({
      top: anchor.offsetTop + anchor.offsetHeight - backdrop.current.scrollTop + 4,
      start: Math.max(0, Math.min(start, backdrop.current.clientWidth - 200)),
    });
  }, [open, completion.from]);

  const close = (): void => {
    complete(closed);
    choose(-1);
  };
  const take = (suggestion: Suggestion): void => {
    const caret = area.current?.selectionStart ?? text.length;
    const at = completion.from + suggestion.text.length;
    rewrite(text.slice(0, completion.from) + suggestion.text + text.slice(caret), at, at);
    close();
  };
  /** Weights mean nothing in a plain prompt: who weighs words wants the syntax that knows weights. */
  const takeWeights = async (): Promise<void> => {
    const known = (await cache.ensureQueryData(queries.capabilities)).promptSyntax.find((piece) => knowsWeights(piece.id));
    if (known === undefined || knowsWeights(draft.getState().promptSyntax?.id ?? null)) return;
    draft.getState().edit({ promptSyntax: { id: known.id, options: {} } });
    say.info(t('prompt.syntaxTaken', { name: known.label }));
  };
  const weigh = (by: 1 | -1): void => {
    const { selectionStart, selectionEnd, value } = area.current ?? { selectionStart: 0, selectionEnd: 0, value: text };
    const edit = weighed(value, selectionStart, selectionEnd, by);
    if (edit === null) return;
    rewrite(edit.text, edit.from, edit.to);
    if (!knowsWeights(syntax)) takeWeights().catch(say.fault);
  };
  const walk = (by: 1 | -1): void => {
    const found = history.walk(by, text);
    if (found !== null) rewrite(found, found.length, found.length);
    close();
  };

  /** Whether the key was for the suggestions. */
  const inSuggestions = (key: string): boolean => {
    const { suggestions } = completion;
    switch (key) {
      case 'ArrowDown':
        choose((chosen + 1) % suggestions.length);
        return true;
      case 'ArrowUp':
        choose((chosen <= 0 ? suggestions.length : chosen) - 1);
        return true;
      case 'Tab':
        take(suggestions[Math.max(0, chosen)]!);
        return true;
      case 'Enter':
        if (chosen < 0) return false;
        take(suggestions[chosen]!);
        return true;
      case 'Escape':
        close();
        return true;
      default:
        return false;
    }
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // an input method has the keys while it composes
    if (event.nativeEvent.isComposing) return;
    const { key, altKey, shiftKey } = event;
    const mod = isMac() ? event.metaKey : event.ctrlKey;
    const by = key === 'ArrowUp' ? 1 : key === 'ArrowDown' ? -1 : null;
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const atEdge = selectionStart === selectionEnd && selectionStart === (by === 1 ? 0 : value.length);
    if (mod && by !== null) {
      event.preventDefault();
      weigh(by);
    } else if (!mod && !altKey && !shiftKey && open && inSuggestions(key)) {
      event.preventDefault();
    } else if (by !== null && !mod && !shiftKey && (altKey || atEdge)) {
      event.preventDefault();
      walk(by);
    }
  };

  return (
    <Textarea
      id={id}
      ref={area}
      label={t(`field.${field}`)}
      placeholder={placeholder}
      rows={minRows}
      style={{ '--min-rows': minRows, '--max-rows': maxRows }}
      classNames={{ root: classes.root, input: classes.input, label: classes.label }}
      labelProps={{ 'data-label': true }}
      value={text}
      error={problem}
      {...(!knowsWeights(syntax) &&
        looksWeighed(text) && { description: <PlainBrackets onRead={() => void takeWeights().catch(say.fault)} /> })}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      aria-autocomplete="list"
      aria-controls={open ? listId : undefined}
      aria-activedescendant={open ? suggestionId(listId, Math.max(0, chosen)) : undefined}
      onChange={(event) => {
        const { value, selectionStart } = event.currentTarget;
        write(value);
        history.leave();
        choose(-1);
        const composing = event.nativeEvent instanceof InputEvent && event.nativeEvent.isComposing;
        complete(composing ? closed : completionAt(value, selectionStart, vocabulary));
      }}
      // what it wrote comes before its end, not after
      onCompositionEnd={({ currentTarget: { value, selectionStart } }) => complete(completionAt(value, selectionStart, vocabulary))}
      onKeyDown={press}
      onBlur={close}
      onScroll={(event) => {
        if (backdrop.current !== null) backdrop.current.scrollTop = event.currentTarget.scrollTop;
      }}
      inputContainer={(input) => (
        <div className={classes.box}>
          <Backdrop room={backdrop} text={text} syntax={syntax} tokens={tokens} anchor={completion.from} />
          {input}
          {open && <Suggestions id={listId} suggestions={completion.suggestions} chosen={chosen} place={place} onTake={take} />}
          <div className={classes.corner}>
            {tokens !== null && text !== '' && <Tokens tokens={tokens} />}
            {tools}
          </div>
        </div>
      )}
    />
  );
};
