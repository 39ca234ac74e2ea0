import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './VirtualGrid.module.css';

const gap = 12;

type Props<T> = Readonly<{
  items: readonly T[];
  keyOf: (item: T) => string;
  render: (item: T) => ReactNode;
  /** Width of the narrowest cell, in pixels; without it each line has one. */
  smallest?: number;
  /** How high a line is, about; it is measured once it is there. */
  estimate: number;
  label: string;
  /** Brought into sight whenever it becomes another one. */
  reached?: number;
  className?: string;
}>;

/** A scrolling list, or grid, of any length: only the lines in sight exist. */
export const VirtualGrid = <T,>({ items, keyOf, render, smallest, estimate, label, reached, className = '' }: Props<T>) => {
  const room = useRef<HTMLDivElement>(null);
  const { ref: measure, width } = useElementSize<HTMLDivElement>();
  const ref = useMergedRef(room, measure);
  const columns = smallest === undefined ? 1 : Math.max(2, Math.floor((width + gap) / (smallest + gap)));
  const virtual = useVirtualizer({
    count: Math.ceil(items.length / columns),
    getScrollElement: () => room.current,
    estimateSize: () => estimate,
    overscan: 2,
    getItemKey: (line) =>
      `${columns} ${items
        .slice(line * columns, (line + 1) * columns)
        .map(keyOf)
        .join(' ')}`,
  });
  useEffect(() => {
    if (reached !== undefined) virtual.scrollToIndex(Math.floor(reached / columns), { align: 'auto' });
  }, [reached, columns, virtual]);
  return (
    <div ref={ref} className={`${classes.room} ${className}`}>
      <div role="list" aria-label={label} className={classes.list} style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            role="presentation"
            className={classes.line}
            style={{ insetBlockStart: start, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap, paddingBlockEnd: gap }}
          >
            {items.slice(index * columns, (index + 1) * columns).map((item, column) => (
              <div
                key={keyOf(item)}
                role="listitem"
                className={classes.cell}
                aria-setsize={items.length}
                aria-posinset={index * columns + column + 1}
              >
                {render(item)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
};
