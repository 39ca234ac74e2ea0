import type { AxisValue } from '../../../electron/contract/grid.ts';

/** What the values of an axis are. */
export type ValueKind = 'integer' | 'number' | 'choice' | 'boolean' | 'words' | 'size';

export type Parsed = Readonly<{ ok: true; values: AxisValue[] } | { ok: false; wrong: string }>;

const most = 1_000;
const sign = '([+-]?\\d+(?:\\.\\d+)?)';
/** `1-10`, `1-10 (+2)`, `10-1 (-2)`, `0-1 [5]` (so many), also with `…` or `..` between. */
const range = new RegExp(`^${sign}\\s*(?:-|–|…|\\.\\.)\\s*${sign}\\s*(?:\\(\\s*([+-]?\\d+(?:\\.\\d+)?)\\s*\\)|\\[\\s*(\\d+)\\s*\\])?$`);

/** No more digits than were typed: 0.1 + 0.2 is 0.3. */
const tidy = (value: number): number => Math.round(value * 1e9) / 1e9;

const rangeOf = (from: number, to: number, step: number | null, count: number | null): number[] | null => {
  if (count !== null) {
    if (count < 1 || count > most) return null;
    return Array.from({ length: count }, (_, i) => tidy(count === 1 ? from : from + (i * (to - from)) / (count - 1)));
  }
  const by = step ?? (to < from ? -1 : 1);
  const length = Math.floor((to - from) / by + 1e-9) + 1;
  return by === 0 || length < 1 || length > most ? null : Array.from({ length }, (_, i) => tidy(from + i * by));
};

/** A list as people write it: parts between commas (or lines), where quotes keep a comma. */
export const splitList = (text: string): string[] =>
  [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,\n]*))\s*(?:,|\n|$)/g)]
    .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.trim())
    .filter((part) => part !== '');

const numbersOf = (part: string, whole: boolean): number[] | null => {
  const [, from, to, step, count] = range.exec(part) ?? [];
  const values =
    from !== undefined && to !== undefined
      ? rangeOf(Number(from), Number(to), step === undefined ? null : Number(step), count === undefined ? null : Number(count))
      : part.trim() === ''
        ? null
        : [Number(part)];
  if (values === null || values.some((value) => !Number.isFinite(value))) return null;
  return whole ? values.map(Math.round) : values;
};

/** The values of an axis from its text, or the part that makes no sense. */
export const parseValues = (text: string, kind: ValueKind): Parsed => {
  const parts = splitList(text);
  const values: AxisValue[] = [];
  for (const part of parts) {
    switch (kind) {
      case 'integer':
      case 'number': {
        const numbers = numbersOf(part, kind === 'integer');
        if (numbers === null) return { ok: false, wrong: part };
        values.push(...numbers);
        break;
      }
      case 'boolean':
        if (part !== 'true' && part !== 'false') return { ok: false, wrong: part };
        values.push(part === 'true');
        break;
      case 'size':
        if (!/^\d+\s*[x×]\s*\d+$/.test(part)) return { ok: false, wrong: part };
        values.push(part.replace(/\s*[x×]\s*/, 'x'));
        break;
      case 'choice':
      case 'words':
        values.push(part);
    }
  }
  // the same value twice is the same picture twice
  const different = [...new Set(values)];
  return different.length > most ? { ok: false, wrong: parts.at(-1) ?? '' } : { ok: true, values: different };
};
