import { Checkbox, UnstyledButton } from '@mantine/core';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import { useSelection } from '../../studio.ts';
import classes from './Library.module.css';
import { Thumb, usePictureName } from './Thumb.tsx';

type Props = Readonly<{
  id: ImageId;
  reachable: boolean;
  column: number;
  onPick: (id: ImageId, event: MouseEvent) => void;
  onReach: (id: ImageId) => void;
}>;

/** A picture in the grid, and whether it is selected. */
export const Cell = ({ id, reachable, column, onPick, onReach }: Props) => {
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
        onFocus={() => onReach(id)}
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
