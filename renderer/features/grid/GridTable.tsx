import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grid } from '../../../electron/contract/grid.ts';
import type { ImageId } from '../../../electron/contract/records.ts';
import { Cell } from './Cell.tsx';
import { formatList } from '../../ui/format.ts';
import classes from './Grid.module.css';

const heads = { inline: 128, block: 34 };
const gap = 6;

type Props = Readonly<{
  grid: Grid;
  /** Which value of the third axis. */
  page: number;
  size: number;
  nameOf: (axis: number, value: number) => string;
  onOpen: (id: ImageId) => void;
  onRetry: (cell: number) => void;
}>;

/** Columns and rows with headings that stay in sight. Only the cells in sight exist. */
export const GridTable = ({ grid, page, size, nameOf, onOpen, onRetry }: Props) => {
  const { t, i18n } = useTranslation();
  const room = useRef<HTMLDivElement>(null);
  const { axes } = grid.definition;
  const [columns, rows] = [axes[0]?.values.length ?? 1, axes[1]?.values.length ?? 1];
  const across = useVirtualizer({
    horizontal: true,
    count: columns,
    getScrollElement: () => room.current,
    estimateSize: () => size + gap,
    paddingStart: heads.inline,
    scrollPaddingStart: heads.inline,
    overscan: 3,
    isRtl: i18n.dir() === 'rtl',
  });
  const down = useVirtualizer({
    count: rows,
    getScrollElement: () => room.current,
    estimateSize: () => size + gap,
    paddingStart: heads.block,
    scrollPaddingStart: heads.block,
    overscan: 3,
  });
  useEffect(() => {
    across.measure();
    down.measure();
  }, [size, across, down]);

  /** Arrows walk from cell to cell, also into those that are not there yet. */
  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    const from = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]');
    if (from === null) return;
    const forward = i18n.dir() === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const backward = i18n.dir() === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const [dx, dy] = { [forward]: [1, 0], [backward]: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [0, 0];
    if (dx === 0 && dy === 0) return;
    const column = Number(from.dataset['column']) + dx!;
    const row = Number(from.dataset['row']) + dy!;
    if (column < 0 || row < 0 || column >= columns || row >= rows) return;
    event.preventDefault();
    event.stopPropagation();
    across.scrollToIndex(column, { align: 'auto' });
    down.scrollToIndex(row, { align: 'auto' });
    requestAnimationFrame(() =>
      room.current?.querySelector<HTMLElement>(`[data-column="${column}"][data-row="${row}"] :is(button, [tabindex])`)?.focus(),
    );
  };

  return (
    <div
      ref={room}
      className={classes.room}
      role="grid"
      aria-label={grid.definition.name}
      aria-colcount={columns + 1}
      aria-rowcount={rows + 1}
      tabIndex={-1}
      onKeyDown={press}
    >
      <div style={{ inlineSize: across.getTotalSize(), blockSize: down.getTotalSize() }} className={classes.sheet}>
        <div role="row" className={classes.columnHeads} style={{ blockSize: heads.block }}>
          <span role="columnheader" aria-label={t('grid.corner')} className={classes.corner} style={{ inlineSize: heads.inline }} />
          {across.getVirtualItems().map(({ index, start }) => (
            <span key={index} role="columnheader" className={classes.columnHead} style={{ insetInlineStart: start, inlineSize: size }}>
              <bdi>{nameOf(0, index)}</bdi>
            </span>
          ))}
        </div>
        {down.getVirtualItems().map((row) => (
          <div
            key={row.index}
            role="row"
            aria-rowindex={row.index + 2}
            className={classes.row}
            style={{ insetBlockStart: row.start, blockSize: size }}
          >
            <span role="rowheader" className={classes.rowHead} style={{ inlineSize: heads.inline - gap }}>
              <bdi>{axes.length > 1 ? nameOf(1, row.index) : ''}</bdi>
            </span>
            {across.getVirtualItems().map((column) => {
              const at = column.index + columns * (row.index + rows * page);
              const cell = grid.cells[at];
              const names = formatList(
                i18n.language,
                axes.map((_, axis) => nameOf(axis, [column.index, row.index, page][axis] ?? 0)),
              );
              return (
                <div
                  key={column.index}
                  role="gridcell"
                  data-cell
                  data-column={column.index}
                  data-row={row.index}
                  aria-colindex={column.index + 2}
                  className={classes.cell}
                  style={{ insetInlineStart: column.start, inlineSize: size, blockSize: size }}
                >
                  {cell !== undefined && <Cell cell={cell} name={names} size={size} onOpen={onOpen} onRetry={() => onRetry(at)} />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
};
