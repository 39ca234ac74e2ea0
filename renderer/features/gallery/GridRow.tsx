import { memo, type MouseEvent } from 'react';
import type { ImageId } from '../../../electron/contract/records.ts';
import { Cell } from './Cell.tsx';
import classes from './Library.module.css';

type Props = Readonly<{
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
  onPick: (id: ImageId, event: MouseEvent) => void;
  onReach: (id: ImageId) => void;
}>;

/** A line of the grid. It is drawn once, however often the grid moves. */
export const GridRow = memo(({ ids, from, count, index, columns, start, side, at, onPick, onReach }: Props) => (
  <div
    className={classes.row}
    role="row"
    aria-rowindex={index + 1}
    style={{ insetBlockStart: start, blockSize: side, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
  >
    {ids.slice(from, from + count).map((id, column) => (
      <Cell key={id} id={id} column={column} reachable={column === at} onPick={onPick} onReach={onReach} />
    ))}
  </div>
));
