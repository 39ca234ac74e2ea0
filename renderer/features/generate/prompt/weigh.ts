export type Edit = Readonly<{ text: string; from: number; to: number }>;

const step = 0.1;
const [least, most] = [0, 3];

const isWord = (sign: string | undefined): boolean => sign !== undefined && /[^\s,()[\]{}|:]/u.test(sign);

/** The word around a caret; nothing where there is none. */
const wordAround = (text: string, at: number): readonly [number, number] => {
  let [from, to] = [at, at];
  while (isWord(text[from - 1])) from--;
  while (isWord(text[to])) to++;
  return [from, to];
};

const trimmed = (text: string, from: number, to: number): readonly [number, number] => {
  const inside = text.slice(from, to);
  return [from + (inside.length - inside.trimStart().length), to - (inside.length - inside.trimEnd().length)];
};

const before = /\($/;
const after = /^\s*:\s*([+-]?\d*\.?\d+)\s*\)/;
const whole = /^\((.*?)\s*:\s*([+-]?\d*\.?\d+)\s*\)$/s;

/** The stretch that is weighed, its words, and what it weighs now. */
const weighedAt = (text: string, from: number, to: number) => {
  const selected = whole.exec(text.slice(from, to));
  if (selected !== null) return { from, to, words: selected[1]!, weight: Number(selected[2]) };
  const around = after.exec(text.slice(to));
  if (before.test(text.slice(0, from)) && around !== null) {
    return { from: from - 1, to: to + around[0].length, words: text.slice(from, to), weight: Number(around[1]) };
  }
  return { from, to, words: text.slice(from, to), weight: 1 };
};

/**
 * Makes the selected words (or the word at the caret) weigh a tenth more or less: `fish` → `(fish:1.1)` → `(fish:1.2)`, and back to `fish`.
 * The same words stay selected, so that the key can be held. Null where there is nothing to weigh.
 */
export const weighed = (text: string, start: number, end: number, by: 1 | -1): Edit | null => {
  const [wordFrom, wordTo] = start === end ? wordAround(text, start) : [start, end];
  const [from, to] = trimmed(text, wordFrom, wordTo);
  if (from >= to) return null;
  const found = weighedAt(text, from, to);
  const weight = Math.round(Math.min(most, Math.max(least, found.weight + by * step)) * 100) / 100;
  const plain = weight === 1;
  const made = plain ? found.words : `(${found.words}:${weight})`;
  const first = found.from + (plain ? 0 : 1);
  return { text: text.slice(0, found.from) + made + text.slice(found.to), from: first, to: first + found.words.length };
};
