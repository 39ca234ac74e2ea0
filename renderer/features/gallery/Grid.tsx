import { Checkbox, UnstyledButton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import { useLayout, useSelection, useStudio } from '../../studio.ts';
import classes from './Library.module.css';
import { stepIn } from './step.ts';
import { Thumb, usePictureName } from './Thumb.tsx';

const gap = 12;
const smallest = 164;

type CellProps = Readonly<{ id: ImageId; reachable: boolean; column: number; onPick: (id: ImageId, event: MouseEvent) => void }>;

const Cell = ({ id, reachable, column, onPick }: CellProps) => {
  const { t } = useTranslation();
  const prompt = usePictureName(id);
  const selected = useSelection(({ ids }) => ids.has(id));
  const toggle = useSelection((selection) => selection.toggle);
  return (
    <div className={classes.cell} role="gridcell" aria-selected={selected} aria-colindex={column + 1}>
      <UnstyledButton
        className={classes.open}
        data-id={id}
        aria-label={prompt}
        tabIndex={reachable ? 0 : -1}
        onClick={(event) => onPick(id, event)}
      >
        <Thumb id={id} size={256} />
      </UnstyledButton>
      <Checkbox
        className={classes.check ?? ''}
        aria-label={t('library.select', { prompt })}
        tabIndex={-1}
        checked={selected}
        onChange={() => toggle(id)}
      />
    </div>
  );
};

/** A virtual grid: only the rows in sight exist, each cell asks for its own record. */
export const Grid = ({ ids }: Readonly<{ ids: readonly ImageId[] }>) => {
  const { t, i18n } = useTranslation();
  const { selection } = useStudio();
  const open = useLayout((layout) => layout.open);
  const room = useRef<HTMLDivElement>(null);
  const { ref: measure, width } = useElementSize<HTMLDivElement>();
  const [at, setAt] = useState(0);

  const columns = Math.max(2, Math.floor((width + gap) / (smallest + gap)));
  const side = Math.max(80, (width - gap * (columns - 1)) / columns);
  const rows = Math.ceil(ids.length / columns);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => room.current,
    estimateSize: () => side + gap,
    overscan: 3,
    // The width decides the height of every row.
    getItemKey: (row) => `${columns}:${Math.round(side)}:${row}`,
  });

  const pick = (id: ImageId, event: MouseEvent): void => {
    setAt(ids.indexOf(id));
    const { toggle, extend } = selection.getState();
    if (event.shiftKey) extend(id, ids);
    else if (event.ctrlKey || event.metaKey) toggle(id);
    else open(id);
  };

  const walk = (event: KeyboardEvent): void => {
    const id = ids[at];
    if (event.key === ' ' && id !== undefined) {
      event.preventDefault();
      selection.getState().toggle(id);
      return;
    }
    const to = stepIn(event.key, at, { columns, count: ids.length, mirrored: i18n.dir() === 'rtl' });
    const target = to === null ? undefined : ids[to];
    if (to === null || target === undefined) return;
    event.preventDefault();
    setAt(to);
    if (event.shiftKey) selection.getState().extend(target, ids);
    virtual.scrollToIndex(Math.floor(to / columns));
    requestAnimationFrame(() => room.current?.querySelector<HTMLElement>(`[data-id="${target}"]`)?.focus());
  };

  return (
    <div className={classes.room} ref={room}>
      <div
        ref={measure}
        className={classes.grid}
        style={{ blockSize: virtual.getTotalSize() }}
        role="grid"
        aria-label={t('library.grid')}
        aria-multiselectable
        aria-rowcount={rows}
        aria-colcount={columns}
        tabIndex={-1}
        onKeyDown={walk}
      >
        {width > 0 &&
          virtual.getVirtualItems().map(({ index: row, start, key }) => (
            <div
              key={key}
              className={classes.row}
              role="row"
              aria-rowindex={row + 1}
              style={{ insetBlockStart: start, blockSize: side, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
            >
              {ids.slice(row * columns, (row + 1) * columns).map((id, column) => (
                <Cell key={id} id={id} column={column} reachable={row * columns + column === Math.min(at, ids.length - 1)} onPick={pick} />
              ))}
            </div>
          ))}
      </div>
    </div>
  );
};
