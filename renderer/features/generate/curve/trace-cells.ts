import type { Trace } from '../../../../electron/contract/records.ts';

/** The two pixels that lie between pictures that fill their places. */
const gap = 2;

/** Which steps' pictures are shown, `side` wide on steps of `slot`: from left to right those that do not cover another, and the last in any case. */
export const shownCells = (
  steps: readonly Pick<Trace['steps'][number], 'cell'>[],
  slot: number,
  side: number,
): readonly Readonly<{ step: number; cell: number }>[] => {
  const all = steps.flatMap(({ cell }, step) => (cell === null ? [] : [{ step, cell }]));
  const last = all.at(-1);
  if (last === undefined) return [];
  let free = 0;
  const shown = all.slice(0, -1).filter(({ step }) => {
    const fits = step * slot + gap > free && (last.step - step) * slot + gap > side;
    if (fits) free = step * slot + side;
    return fits;
  });
  return [...shown, last];
};
