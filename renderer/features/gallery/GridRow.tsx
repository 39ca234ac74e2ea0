import type { TFunction } from 'i18next';
import { memo, type MouseEvent, useDeferredValue, useState } from 'react';
import type { ImageId } from '../../../electron/contract/records.ts';
import { Cell } from './Cell.tsx';
import classes from './Library.module.css';

type Props = Readonly<{
  t: TFunction;
  ids: readonly ImageId[];
  /** Its pictures in `ids`. */
  from: number;
  count: number;
  /** In the grid, from 0. */
  index: number;
  columns: number;
  start: number;
  side: number;
  /** The column that the keyboard is in; −1 where it is in another line. */
  at: number;
  /** It passes by too quickly to be looked at. */
  hurried: boolean;
  onPick: (id: ImageId, event: MouseEvent) => void;
  onReach: (id: ImageId) => void;
}>;

/** A line of the grid: its places at once, its pictures as soon as there is time. It is drawn once, however often the grid moves. */
export const GridRow = memo(({ t, ids, from, count, index, columns, start, side, at, hurried, onPick, onReach }: Props) => {
  const calm = useDeferredValue(!hurried, false);
  const [filled, fill] = useState(false);
  if (!filled && calm) fill(true);
  return (
    <div
      className={classes.row}
      role="row"
      aria-rowindex={index + 1}
      aria-busy={!filled}
      style={{ insetBlockStart: start, blockSize: side, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {ids.slice(from, from + count).map((id, column) =>
        // what passes by is not drawn, but for the picture that has the focus
        filled || column === at ? (
          <Cell key={id} t={t} id={id} column={column} reachable={column === at} onPick={onPick} onReach={onReach} />
        ) : (
          <div key={column} className={classes.place} />
        ),
      )}
    </div>
  );
});
