import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconPhotoX, IconReload, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { GridCell } from '../../../electron/contract/grid.ts';
import type { ImageId } from '../../../electron/contract/records.ts';
import { useLive, useStudio } from '../../studio.ts';
import { Thumb, usePicture } from '../gallery/Thumb.tsx';
import classes from './Grid.module.css';
import { useTell } from '../../ui/use-tell.ts';

type Props = Readonly<{ cell: GridCell; name: string; size: number; onOpen: (id: ImageId) => void; onRetry: () => void }>;

const Running = ({ cell, name }: Pick<Props, 'cell' | 'name'>) => {
  const { t } = useTranslation();
  const { client } = useStudio();
  const progress = useLive((live) => live.progress[cell.job]);
  return (
    <span className={classes.running} role="img" aria-label={t('grid.running', { name })}>
      {progress?.preview != null && <img src={client.previewUrl(cell.job, progress.preview)} alt="" />}
      <span style={{ inlineSize: `${progress === undefined || progress.steps === 0 ? 0 : (100 * progress.step) / progress.steps}%` }} />
    </span>
  );
};

const Done = ({ id, name, size, onOpen }: Pick<Props, 'name' | 'size' | 'onOpen'> & Readonly<{ id: ImageId }>) => (
  <UnstyledButton className={classes.picture} aria-label={name} onClick={() => onOpen(id)}>
    <Thumb id={id} image={usePicture(id)} size={size > 256 ? 512 : 256} />
  </UnstyledButton>
);

/** One place of a grid: its picture, or how far it is. */
export const Cell = ({ cell, name, size, onOpen, onRetry }: Props) => {
  const { t } = useTranslation();
  const tell = useTell();
  const { image, state, error } = cell;
  if (image !== null) return <Done id={image} name={name} size={size} onOpen={onOpen} />;
  if (state === 'running') return <Running cell={cell} name={name} />;
  if (state === 'waiting') return <span className={classes.waiting} role="img" aria-label={t('grid.waiting', { name })} />;
  if (state === 'done') {
    return (
      <span className={classes.gone} role="img" aria-label={t('grid.deleted', { name })}>
        <IconPhotoX size={20} stroke={1.4} aria-hidden />
      </span>
    );
  }
  const words = error === null ? t('queue.state.cancelled') : `${t(`error.${error.code}`)}: ${tell(error.message)}`;
  return (
    <span className={classes.failed} data-state={state}>
      <Tooltip label={words} multiline maw={280}>
        <span role="img" aria-label={`${name}: ${words}`}>
          {state === 'failed' ? <IconAlertTriangle size={18} stroke={1.5} aria-hidden /> : <IconX size={18} stroke={1.5} aria-hidden />}
        </span>
      </Tooltip>
      <ActionIcon size={28} aria-label={t('grid.retryCell', { name })} onClick={onRetry}>
        <IconReload size={16} aria-hidden />
      </ActionIcon>
    </span>
  );
};
