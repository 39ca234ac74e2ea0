import { useDirection } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import type { Listed } from '../../api/listed.ts';
import { useGallery, useLayout, useSelection, useStudio } from '../../studio.ts';
import { isLost } from '../../ui/focus.ts';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { GridRow } from './GridRow.tsx';
import classes from './Library.module.css';
import { useHurry } from './use-hurry.ts';
import { headingOf, rowOf, stepIn, toRows } from './rows.ts';

const gap = 12;
const smallest = 164;
const headingHeight = 44;

/** A virtual grid by days: only the lines in sight exist, each cell asks for its own record, the day of what is on top stays in sight. */
export const Grid = ({ listed }: Readonly<{ listed: Listed }>) => {
  const { ids, sections } = listed;
  const { t, i18n } = useTranslation();
  const { dir } = useDirection();
  const { selection } = useStudio();
  const selecting = useSelection(({ ids: chosen }) => chosen.size > 0);
  const open = useLayout((layout) => layout.open);
  const reached = useGallery((gallery) => gallery.at);
  const moveTo = useGallery((gallery) => gallery.moveTo);
  const room = useRef<HTMLDivElement>(null);
  const { ref: measure, width } = useElementSize<HTMLDivElement>();

  const columns = Math.max(2, Math.floor((width + gap) / (smallest + gap)));
  const side = Math.max(80, (width - gap * (columns - 1)) / columns);
  const rows = useMemo(() => toRows(sections, columns), [sections, columns]);
  const found = useMemo(() => (reached === null ? -1 : ids.indexOf(reached)), [ids, reached]);
  const at = Math.max(0, found);
  // its line is there wherever the list is scrolled to: a key finds its picture at once, and the focus is not lost on the way
  const line = found < 0 ? null : rowOf(rows, found);
  const top = useRef<number | null>(null);
  // The width decides the height of every row. Another function would have every line measured anew, at each scroll.
  const keyOf = useCallback((row: number) => `${columns}:${Math.round(side)}:${row}`, [columns, side]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => room.current,
    estimateSize: (row) => (rows[row]?.kind === 'heading' ? headingHeight : side + gap),
    overscan: 3,
    getItemKey: keyOf,
    rangeExtractor: (range: Range) => {
      top.current = headingOf(rows, range.startIndex);
      const more = [top.current, line].filter((row) => row !== null);
      return [...new Set([...more, ...defaultRangeExtractor(range)])].toSorted((a, b) => a - b);
    },
  });
  const hurried = useHurry(virtual);
  // the heights of lines change with the list, not only with the width
  useEffect(() => virtual.measure(), [virtual, rows, side]);
  // what nobody sees is not what keys work on
  useEffect(() => () => moveTo(null), [moveTo]);

  const pick = useCallback(
    (id: ImageId, event: MouseEvent): void => {
      moveTo(id);
      const { toggle, extend } = selection.getState();
      if (event.shiftKey) extend(id, ids);
      else if (event.ctrlKey || event.metaKey) toggle(id);
      else open(id);
    },
    [ids, moveTo, open, selection],
  );

  /** Once the lines are there that scrolling brought into sight. */
  const focusOn = useCallback((id: ImageId, frames = 3): void => {
    requestAnimationFrame(() => {
      const cell = room.current?.querySelector<HTMLElement>(`[data-id="${id}"]`);
      if (cell != null) cell.focus({ preventScroll: true });
      else if (frames > 0) focusOn(id, frames - 1);
    });
  }, []);
  const walked = useRef(false);
  // as early as can be: the next key is for this picture. How high lines are is known: to ask for it would have the list laid out, in every frame of a held key.
  useLayoutEffect(() => {
    if (!walked.current || line === null || room.current === null) return;
    walked.current = false;
    room.current.querySelector<HTMLElement>(`[data-id="${reached}"]`)?.focus({ preventScroll: true });
    const place = virtual.measurementsCache[line];
    if (place === undefined) return;
    const { scrollTop, clientHeight } = room.current;
    // the day stays in sight above it
    if (place.start - headingHeight < scrollTop) room.current.scrollTop = place.start - headingHeight;
    else if (place.end > scrollTop + clientHeight) room.current.scrollTop = place.end - clientHeight;
  }, [reached, line, virtual]);
  // back from a picture, or the one with the focus is deleted: the keyboard goes on where it was
  const arriving = useRef(reached !== null);
  useEffect(() => {
    if (reached === null || width === 0) return;
    if (arriving.current) virtual.scrollToIndex(rowOf(rows, at), { align: 'center' });
    arriving.current = false;
    if (isLost(document.activeElement)) focusOn(reached);
  }, [reached, width, rows, at, virtual, focusOn]);

  const walk = (event: KeyboardEvent): void => {
    const id = ids[at];
    if (event.key === ' ' && id !== undefined) {
      event.preventDefault();
      selection.getState().toggle(id);
      return;
    }
    const to = stepIn(event.key, at, rows, { count: ids.length, mirrored: dir === 'rtl' });
    const target = to === null ? undefined : ids[to];
    if (to === null || target === undefined) return;
    event.preventDefault();
    if (event.shiftKey) selection.getState().extend(target, ids);
    walked.current = true;
    moveTo(target);
  };

  return (
    <div className={classes.room} ref={room} data-selecting={selecting}>
      <div
        ref={measure}
        className={classes.grid}
        style={{ blockSize: virtual.getTotalSize() }}
        role="grid"
        aria-label={t('library.grid')}
        aria-multiselectable
        aria-rowcount={rows.length}
        aria-colcount={columns}
        tabIndex={-1}
        onKeyDown={walk}
      >
        {width > 0 &&
          virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            if (row === undefined) return null;
            if (row.kind === 'heading') {
              return (
                <div
                  key={key}
                  className={classes.heading}
                  data-top={index === top.current || undefined}
                  role="row"
                  aria-rowindex={index + 1}
                  style={index === top.current ? { blockSize: headingHeight } : { insetBlockStart: start, blockSize: headingHeight }}
                >
                  <span role="rowheader">
                    <strong>{formatDay(i18n.language, row.day)}</strong>{' '}
                    <span className={classes.number}>{formatNumber(i18n.language, row.count)}</span>
                  </span>
                </div>
              );
            }
            return (
              <GridRow
                key={key}
                t={t}
                ids={ids}
                from={row.from}
                count={row.count}
                index={index}
                columns={columns}
                start={start}
                side={side}
                at={at >= row.from && at < row.from + row.count ? at - row.from : -1}
                hurried={hurried}
                onPick={pick}
                onReach={moveTo}
              />
            );
          })}
      </div>
    </div>
  );
};
