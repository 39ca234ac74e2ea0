import { ActionIcon, Progress, Text, Tooltip } from '@mantine/core';
import { IconGripVertical, IconRefresh, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../electron/contract/records.ts';
import { useStudio } from '../../studio.ts';
import { FaultWords } from '../../ui/Fault.tsx';
import { useSay } from '../../ui/say.tsx';
import classes from './Queue.module.css';
import type { Place } from './use-order.ts';
import { useProgress } from './use-jobs.ts';
import { useTell } from '../../ui/use-tell.ts';

/** What stands under the prompt: why it failed, where it is, or where it will go on. */
const useStanding = (job: Job): ReactNode => {
  const { t } = useTranslation();
  const progress = useProgress(job);
  if (job.error !== null) return <FaultWords fault={job.error} />;
  if (job.state === 'running' && progress !== null && progress.stage === 'sampling') return t('queue.stepOf', progress);
  if (job.state === 'waiting' && job.kept !== null) return t('queue.keptAt', job.kept);
  const state = t(`queue.state.${job.state}`);
  // a row of one prompt differs by its seeds
  return job.state === 'waiting' ? `${state} · ${t('library.seedOf', { seed: String(job.recipe.seed) })}` : state;
};

const Action = ({ label, name, icon, onClick }: Readonly<{ label: string; name: string; icon: ReactNode; onClick: () => void }>) => (
  <Tooltip label={label}>
    <ActionIcon aria-label={name} onClick={onClick}>
      {icon}
    </ActionIcon>
  </Tooltip>
);

/** One job: a waiting one has a place that it can be moved from, by dragging or with the arrow keys. */
export const QueueLine = ({ job, place }: Readonly<{ job: Job; place: Place | null }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const { client } = useStudio();
  const say = useSay();
  const progress = useProgress(job);
  const standing = useStanding(job);
  const call = (name: 'jobs.cancel' | 'jobs.retry') => {
    client.invoke(name, job.id).catch(say.fault);
  };
  const { prompt } = job.recipe;
  return (
    <li className={classes.line} data-over={place?.over} {...place?.target}>
      {place !== null && (
        <Tooltip label={t('queue.moveHelp')}>
          <ActionIcon className={classes.grip} aria-label={t('queue.move', { prompt })} {...place.handle}>
            <IconGripVertical size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <div className={classes.words}>
        <Text size="sm" truncate dir="auto">
          {prompt}
        </Text>
        <Text
          component="div"
          size="xs"
          c={job.state === 'failed' ? 'red' : 'dimmed'}
          lineClamp={3}
          title={job.error === null ? undefined : tell(job.error.message)}
        >
          {standing}
        </Text>
        {progress !== null && (
          <Progress mt={4} size="xs" value={progress.steps === 0 ? 0 : (100 * progress.step) / progress.steps} aria-label={prompt} />
        )}
      </div>
      {job.state === 'running' && (
        <Action
          label={t('command.cancel')}
          name={t('queue.stopOne', { prompt })}
          icon={<IconX size={16} aria-hidden />}
          onClick={() => call('jobs.cancel')}
        />
      )}
      {job.state === 'waiting' && (
        <Action
          label={t('generate.cancel')}
          name={t('queue.cancelOne', { prompt })}
          icon={<IconX size={16} aria-hidden />}
          onClick={() => call('jobs.cancel')}
        />
      )}
      {(job.state === 'failed' || job.state === 'cancelled') && (
        <Action
          label={t('queue.retry')}
          name={t('queue.retryOne', { prompt })}
          icon={<IconRefresh size={16} aria-hidden />}
          onClick={() => call('jobs.retry')}
        />
      )}
    </li>
  );
};
