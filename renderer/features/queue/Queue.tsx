import { Button, Group, Popover, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext, IconRefresh, IconStack2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { cancelAll, finishPicture, pauseQueue, resumeQueue, retryFailed } from '../../commands/make.ts';
import { useRun } from '../../commands/use-commands.ts';
import classes from './Queue.module.css';
import { QueueLine } from './QueueLine.tsx';
import { useJobs } from './use-jobs.ts';
import { useOrder } from './use-order.ts';

/** Ended jobs worth a line. */
const shownEnded = 8;
/** Waiting jobs that a person still reads. */
const shownWaiting = 60;

/** Pause and go on, and what holds now. */
const Switches = ({ state, isRunning }: Readonly<{ state: ReturnType<typeof useJobs>['state']; isRunning: boolean }>) => {
  const { t } = useTranslation();
  const run = useRun();
  if (state === 'going') {
    return (
      <Group gap="xs">
        <Button size="compact-xs" variant="default" leftSection={<IconPlayerPause size={13} aria-hidden />} onClick={() => run(pauseQueue)}>
          {t('queue.pause')}
        </Button>
        {isRunning && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlayerTrackNext size={13} aria-hidden />}
            onClick={() => run(finishPicture)}
          >
            {t('queue.finish')}
          </Button>
        )}
      </Group>
    );
  }
  return (
    <Group gap="xs" justify="space-between" className={classes.paused}>
      <Text size="xs" role="status">
        {t(state === 'paused' ? 'queue.pausedText' : 'queue.pausing')}
      </Text>
      <Button size="compact-xs" leftSection={<IconPlayerPlay size={13} aria-hidden />} onClick={() => run(resumeQueue)}>
        {t('queue.resume')}
      </Button>
    </Group>
  );
};

/** The queue behind a button that says how long it is. */
export const Queue = () => {
  const { t } = useTranslation();
  const run = useRun();
  const { state, running, waiting, ended } = useJobs();
  const { placeOf, moved } = useOrder(waiting);
  const recent = ended.slice(0, shownEnded);
  const failed = ended.filter((job) => job.state === 'failed').length;
  const open = waiting.length + (running === null ? 0 : 1);
  const isGoing = state === 'going';
  if (open + recent.length === 0 && isGoing) return null;
  const busy = isGoing ? t('queue.open', { count: open }) : t('queue.pausedOpen', { count: open });
  const idle = isGoing ? t('queue.title') : t('queue.paused');
  return (
    <Popover position="bottom-end" shadow="md" width={380} trapFocus withinPortal>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant={open > 0 || !isGoing ? 'light' : 'subtle'}
          color={open > 0 || !isGoing ? 'ink' : 'gray'}
          leftSection={isGoing ? <IconStack2 size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />}
        >
          {open > 0 ? busy : idle}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={t('queue.title')}>
        <div className={classes.scroll}>
          <Stack gap="xs">
            {(open > 0 || !isGoing) && <Switches state={state} isRunning={running !== null} />}
            {open === 0 ? (
              <Text size="sm" c="dimmed">
                {t('queue.empty')}
              </Text>
            ) : (
              <>
                <ul className={classes.list}>
                  {running !== null && <QueueLine key={running.id} job={running} place={null} />}
                  {waiting.slice(0, shownWaiting).map((job) => (
                    <QueueLine key={job.id} job={job} place={placeOf(job)} />
                  ))}
                </ul>
                {waiting.length > shownWaiting && (
                  <Text size="xs" c="dimmed">
                    {t('queue.more', { count: waiting.length - shownWaiting })}
                  </Text>
                )}
                <Group gap="xs">
                  <Button size="compact-xs" variant="subtle" color="red" onClick={() => run(cancelAll)}>
                    {t('queue.cancelAll')}
                  </Button>
                </Group>
              </>
            )}
            <VisuallyHidden aria-live="polite">{moved === null ? '' : t('queue.moved', moved)}</VisuallyHidden>
            {recent.length > 0 && (
              <>
                <Group justify="space-between" mt={4}>
                  <Text size="xs" c="dimmed">
                    {t('queue.recent')}
                  </Text>
                  {failed > 0 && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      leftSection={<IconRefresh size={13} aria-hidden />}
                      onClick={() => run(retryFailed)}
                    >
                      {t('queue.retryFailed', { count: failed })}
                    </Button>
                  )}
                </Group>
                <ul className={classes.list}>
                  {recent.map((job) => (
                    <QueueLine key={job.id} job={job} place={null} />
                  ))}
                </ul>
              </>
            )}
          </Stack>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
};
