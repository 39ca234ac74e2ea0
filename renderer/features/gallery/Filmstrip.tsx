import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { wholeLibrary } from '../../../electron/contract/query/library-query.ts';
import type { ImageId } from '../../../electron/contract/records.ts';
import { emptyList } from '../../api/listed.ts';
import { stripId } from '../../commands/go.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { useJobs } from '../queue/use-jobs.ts';
import classes from './Filmstrip.module.css';
import pictures from './Thumb.module.css';
import { Thumb, useNameOf, usePicture } from './Thumb.tsx';

const pitch = 84;

type CellProps = Readonly<{ id: ImageId; current: boolean; start: number; onShow: (id: ImageId) => void }>;

const Cell = memo(({ id, current, start, onShow }: CellProps) => {
  const image = usePicture(id);
  return (
    <button
      type="button"
      className={`${pictures.button} ${classes.cell}`}
      style={{ insetInlineStart: start }}
      aria-label={useNameOf(image)}
      aria-current={current}
      tabIndex={current ? 0 : -1}
      onClick={() => onShow(id)}
    >
      <Thumb id={id} image={image} size={256} />
    </button>
  );
});

/** The newest pictures under the stage. The arrow keys walk along it. */
export const Filmstrip = () => {
  const { t, i18n } = useTranslation();
  const { queries } = useStudio();
  const { data: { ids } = emptyList } = useQuery(queries.list(wholeLibrary));
  const { running } = useJobs();
  const shown = useLayout((layout) => layout.shown);
  const show = useLayout((layout) => layout.show);
  const room = useRef<HTMLDivElement>(null);
  const current = shown ?? (running === null ? ids[0] : undefined) ?? null;
  const at = current === null ? -1 : ids.indexOf(current);

  const virtual = useVirtualizer({
    horizontal: true,
    count: ids.length,
    getScrollElement: () => room.current,
    estimateSize: () => pitch,
    overscan: 6,
    isRtl: i18n.dir() === 'rtl',
  });

  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // Who walks by keyboard stays on the picture that is current.
    const strip = room.current;
    if (at >= 0 && strip !== null && strip.contains(document.activeElement)) {
      requestAnimationFrame(() => strip.querySelector<HTMLElement>('[aria-current=true]')?.focus());
    }
  }, [at, virtual]);

  if (ids.length === 0) return <div />;
  return (
    <div id={stripId} className={classes.strip} ref={room} role="group" aria-label={t('picture.recent')}>
      <div className={classes.film} style={{ inlineSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const id = ids[index];
          return id === undefined ? null : <Cell key={id} id={id} start={start} current={index === at} onShow={show} />;
        })}
      </div>
    </div>
  );
};
