import { ActionIcon, Button, Group, Popover, Progress, ScrollArea, Stack, Text, Tooltip } from '@mantine/core';
import { IconRefresh, IconStack2, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../electron/contract/records.ts';
import { errorMessage } from '../../api/client.ts';
import { cancelAll, stopHard } from '../../commands/make.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useStudio } from '../../studio.ts';
import { useSay } from '../../ui/say.tsx';
import classes from './Queue.module.css';
import { useJobs, useProgress } from './use-jobs.ts';

/** Ended jobs worth a line. */
const shownEnded = 8;
/** Waiting jobs that a person still reads. */
const shownWaiting = 60;

const Line = ({ job }: Readonly<{ job: Job }>) => {
  const { t } = useTranslation();
  const { client } = useStudio();
  const say = useSay();
  const progress = useProgress(job);
  const call = (name: 'jobs.cancel' | 'jobs.retry') => {
    client.invoke(name, job.id).catch((error: unknown) => say.error(errorMessage(error)));
  };
  const { prompt } = job.recipe;
  return (
    <li className={classes.line}>
      <div className={classes.words}>
        <Text size="sm" truncate>
          {prompt}
        </Text>
        <Text size="xs" c={job.state === 'failed' ? 'red' : 'dimmed'} lineClamp={2}>
          {job.error?.message ?? t(`queue.state.${job.state}`)}
        </Text>
        {progress !== null && (
          <Progress mt={4} size="xs" value={progress.steps === 0 ? 0 : (100 * progress.step) / progress.steps} aria-label={prompt} />
        )}
      </div>
      {(job.state === 'waiting' || job.state === 'running') && (
        <Tooltip label={t('generate.cancel')}>
          <ActionIcon aria-label={t('queue.cancelOne', { prompt })} onClick={() => call('jobs.cancel')}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {(job.state === 'failed' || job.state === 'cancelled') && (
        <Tooltip label={t('queue.retry')}>
          <ActionIcon aria-label={t('queue.retryOne', { prompt })} onClick={() => call('jobs.retry')}>
            <IconRefresh size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  );
};

/** The queue behind a button that says how long it is. */
export const Queue = () => {
  const { t } = useTranslation();
  const run = useRun();
  const { running, waiting, ended } = useJobs();
  const open = [...(running === null ? [] : [running]), ...waiting];
  const recent = ended.slice(-shownEnded).toReversed();
  if (open.length + recent.length === 0) return null;
  return (
    <Popover position="bottom-end" shadow="md" width={360} trapFocus withinPortal>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant={open.length > 0 ? 'light' : 'subtle'}
          color={open.length > 0 ? 'ink' : 'gray'}
          leftSection={<IconStack2 size={15} aria-hidden />}
        >
          {open.length > 0 ? t('queue.open', { count: open.length }) : t('queue.title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={t('queue.title')}>
        <ScrollArea.Autosize mah={420}>
          <Stack gap="xs">
            {open.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('queue.empty')}
              </Text>
            ) : (
              <>
                <ul className={classes.list}>
                  {open.slice(0, shownWaiting).map((job) => (
                    <Line key={job.id} job={job} />
                  ))}
                </ul>
                <Group gap="xs">
                  <Button size="compact-xs" variant="default" onClick={() => run(cancelAll)}>
                    {t('queue.cancelAll')}
                  </Button>
                  <Button size="compact-xs" variant="subtle" color="red" onClick={() => run(stopHard)}>
                    {t('queue.stopHard')}
                  </Button>
                </Group>
              </>
            )}
            {recent.length > 0 && (
              <>
                <Text size="xs" c="dimmed" mt={4}>
                  {t('queue.recent')}
                </Text>
                <ul className={classes.list}>
                  {recent.map((job) => (
                    <Line key={job.id} job={job} />
                  ))}
                </ul>
              </>
            )}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
};
