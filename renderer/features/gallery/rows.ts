import type { Section } from '../../api/listed.ts';

/** A line of the grid: the heading of a day, or the pictures from `from` on. */
export type Row = Readonly<{ kind: 'heading'; day: number; count: number } | { kind: 'cells'; from: number; count: number }>;

/** Cuts sections into lines of so many columns; every day begins a line. */
export const toRows = (sections: readonly Section[], columns: number): Row[] => {
  const rows: Row[] = [];
  for (const { day, from, count } of sections) {
    if (day !== null) rows.push({ kind: 'heading', day, count });
    for (let at = 0; at < count; at += columns) rows.push({ kind: 'cells', from: from + at, count: Math.min(columns, count - at) });
  }
  return rows;
};

/** The line that a picture is in. */
export const rowOf = (rows: readonly Row[], at: number): number => {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const row = rows[middle]?.kind === 'heading' ? rows[middle + 1] : rows[middle];
    if (row?.kind === 'cells' && row.from <= at) low = middle;
    else high = middle - 1;
  }
  return rows[low]?.kind === 'heading' ? low + 1 : low;
};

/** The heading above a line, or the line itself where it is one; null where there is none. */
export const headingOf = (rows: readonly Row[], row: number): number | null => {
  let at = row;
  while (at >= 0 && rows[at]?.kind !== 'heading') at -= 1;
  return at < 0 ? null : at;
};

type Shape = Readonly<{ count: number; mirrored: boolean }>;
const page = 4;

/** Where a key leads from picture `at`; null where the key means nothing or leads out of the grid. */
export const stepIn = (key: string, at: number, rows: readonly Row[], { count, mirrored }: Shape): number | null => {
  const forward = mirrored ? -1 : 1;
  const line = rowOf(rows, at);
  const here = rows[line];
  const column = here?.kind === 'cells' ? at - here.from : 0;
  /** So many lines of pictures further, or as far as there are any; -1 where there is none at all. */
  const byLines = (by: number): number => {
    const step = Math.sign(by);
    let found: Row | undefined;
    for (let [row, left] = [line + step, Math.abs(by)]; left > 0 && row >= 0 && row < rows.length; row += step) {
      if (rows[row]?.kind !== 'cells') continue;
      found = rows[row];
      left -= 1;
    }
    return found?.kind === 'cells' ? found.from + Math.min(column, found.count - 1) : -1;
  };
  const steps: Readonly<Record<string, () => number>> = {
    ArrowRight: () => at + forward,
    ArrowLeft: () => at - forward,
    ArrowDown: () => byLines(1),
    ArrowUp: () => byLines(-1),
    Home: () => 0,
    End: () => count - 1,
    PageDown: () => byLines(page),
    PageUp: () => byLines(-page),
  };
  const to = steps[key]?.();
  return to === undefined || to < 0 || to >= count ? null : to;
};
