import type { Grid } from '../../../electron/contract/grid.ts';
import type { ImageId } from '../../../electron/contract/records.ts';
import { Cell } from './Cell.tsx';
import classes from './Grid.module.css';

type Props = Readonly<{
  grid: Grid;
  size: number;
  nameOf: (axis: number, value: number) => string;
  onOpen: (id: ImageId) => void;
  onRetry: (cell: number) => void;
}>;

/** A grid of one direction, as many beside each other as there is room for. */
export const Variations = ({ grid, size, nameOf, onOpen, onRetry }: Props) => (
  <div className={classes.room}>
    <ul className={classes.variations} aria-label={grid.definition.name}>
      {grid.cells.map((cell, index) => (
        // a cell that is tried again is another job in the same place
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} style={{ inlineSize: size, containIntrinsicSize: `${size}px ${size + 24}px` }}>
          <div className={classes.variation} style={{ blockSize: size }}>
            <Cell cell={cell} name={nameOf(0, index)} size={size} onOpen={onOpen} onRetry={() => onRetry(index)} />
          </div>
          <small dir="auto">{nameOf(0, index)}</small>
        </li>
      ))}
    </ul>
  </div>
);
