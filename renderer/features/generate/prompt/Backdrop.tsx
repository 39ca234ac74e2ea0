import type { RefObject } from 'react';
import type { TokenCount } from '../../../../electron/contract/records.ts';
import { marksOf, type Stretch, stretchesOf } from './marks.ts';
import classes from './Prompt.module.css';

const classOf = ({ kinds, weight }: Stretch): string | undefined => {
  const kind = kinds.at(-1);
  if (kind === undefined) return undefined;
  if (kind !== 'weight' && kind !== 'open') return classes[kind];
  if (kind === 'open') return classes.open;
  return weight >= 1 ? classes.heavy : classes.light;
};

/** How strong a weight shows: nothing at 1, everything from two steps of a half on. */
const strengthOf = (weight: number): number => Math.min(1, 0.25 + Math.abs(Math.log(Math.max(weight, 0.01))) * 1.2);

type Props = Readonly<{
  room: RefObject<HTMLDivElement | null>;
  text: string;
  syntax: string | null;
  tokens: TokenCount | null;
  /** Where the suggestions hang. */
  anchor: number;
}>;

/** What lies behind the words of a prompt: weights, templates, tags, and where the next window begins. The words themselves are the text field's. */
export const Backdrop = ({ room, text, syntax, tokens, anchor }: Props) => {
  const starts = (tokens?.starts ?? []).filter((start) => start < text.length);
  const dropped = tokens === null || tokens.dropped === '' ? Infinity : (starts.at(-1) ?? Infinity);
  const stretches = stretchesOf(text, marksOf(text, syntax), [...starts, anchor]);
  return (
    <div ref={room} className={classes.backdrop} aria-hidden>
      {stretches.map((stretch) => (
        <span key={stretch.from}>
          {starts.includes(stretch.from) && <i className={classes.boundary} />}
          {stretch.from === anchor && <i data-anchor />}
          <span
            className={stretch.from >= dropped ? classes.dropped : classOf(stretch)}
            style={{ '--strength': strengthOf(stretch.weight) } as Record<string, number>}
          >
            {stretch.text}
          </span>
        </span>
      ))}
      {anchor >= text.length && <i data-anchor />}
      {'\u200b'}
    </div>
  );
};
