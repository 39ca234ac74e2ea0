import type { TFunction } from 'i18next';
import { memo, type MouseEvent } from 'react';
import type { ImageId } from '../../../electron/contract/records.ts';
import { useSelection, useStudio } from '../../studio.ts';
import { takePictures } from './drag-pictures.ts';
import classes from './Library.module.css';
import pictures from './Thumb.module.css';
import { nameOf, Thumb, usePicture } from './Thumb.tsx';

type Props = Readonly<{
  t: TFunction;
  id: ImageId;
  reachable: boolean;
  column: number;
  onPick: (id: ImageId, event: MouseEvent) => void;
  onReach: (id: ImageId) => void;
}>;

/** A picture in the grid, and whether it is selected. Plain elements: a screenful of them is made in a frame. */
export const Cell = memo(({ t, id, reachable, column, onPick, onReach }: Props) => {
  const studio = useStudio();
  const { selection } = studio;
  const image = usePicture(id);
  const prompt = nameOf(t, image);
  const selected = useSelection(({ ids }) => ids.has(id));
  return (
    <div className={classes.cell} role="gridcell" aria-selected={selected} aria-colindex={column + 1}>
      <button
        type="button"
        className={`${pictures.button} ${classes.open}`}
        data-id={id}
        draggable
        onDragStart={(event) => takePictures(studio, id, event)}
        aria-label={prompt}
        tabIndex={reachable ? 0 : -1}
        onClick={(event) => onPick(id, event)}
        onFocus={() => onReach(id)}
      >
        <Thumb id={id} image={image} size={256} />
      </button>
      <input
        type="checkbox"
        className={classes.check}
        aria-label={t('library.select', { prompt })}
        tabIndex={-1}
        checked={selected}
        onChange={() => selection.getState().toggle(id)}
      />
    </div>
  );
});
