import { Progress as Bar, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../electron/contract/records.ts';
import { useStudio } from '../../studio.ts';
import { formatDuration } from '../../ui/format.ts';
import { CurrentDevice } from '../devices/DeviceBadge.tsx';
import { useProgress } from '../queue/use-jobs.ts';
import { Frame } from './Frame.tsx';
import classes from './Picture.module.css';

/** The picture in the making. */
export const Making = ({ job }: Readonly<{ job: Job }>) => {
  const { t, i18n } = useTranslation();
  const { client } = useStudio();
  const progress = useProgress(job);
  const { step = 0, steps = 0, tile } = progress ?? {};
  const done = steps === 0 ? 0 : (100 * (step + (tile === undefined ? 0 : tile.done / tile.of))) / steps;
  const stage = progress === null ? t('stage.starting') : t(`stage.${progress.stage}`);
  const sampling = progress?.stage === 'sampling';
  return (
    <div className={classes.front}>
      <Frame width={job.recipe.width} height={job.recipe.height}>
        {progress === null || progress.preview === null ? (
          <span className={classes.noise} />
        ) : (
          <img className={classes.preview} src={client.previewUrl(job.id, progress.preview)} alt={t('stage.preview')} />
        )}
      </Frame>
      <Text className={classes.caption} lineClamp={2} dir="auto">
        {job.recipe.prompt}
      </Text>
      <div className={classes.progress}>
        <Bar.Root size="sm" radius="xl">
          <Bar.Section
            className={classes.bar ?? ''}
            value={done}
            aria-label={t('stage.making', { prompt: job.recipe.prompt })}
            animated={!sampling}
          />
        </Bar.Root>
        <div className={classes.progressText}>
          <CurrentDevice />
          <span>
            {sampling ? t('stage.stepOf', { step: progress.step + (progress.tile === undefined ? 0 : 1), steps: progress.steps }) : stage}
            {progress?.tile !== undefined && t('stage.tileOf', progress.tile)}
          </span>
          <span>
            {progress !== null && progress.left !== null && t('stage.left', { time: formatDuration(i18n.language, progress.left) })}
          </span>
        </div>
      </div>
    </div>
  );
};
