import { ActionIcon, Progress, Text, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../studio.ts';
import { HostWords } from '../../ui/Fault.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useChange } from '../settings/use-change.ts';
import classes from './MeaningLine.module.css';

/** How far the library is looked at for search by meaning, and how to pause that; nothing where all is seen. */
export const MeaningLine = () => {
  const { t, i18n } = useTranslation();
  const { queries } = useStudio();
  const change = useChange();
  const { data: meaning } = useQuery(queries.meaning);
  if (meaning === undefined || meaning.state === 'off' || meaning.state === 'no-clip') return null;
  const { state, seen, all, unread, problem } = meaning;
  const over = state === 'done';
  if (over && unread === 0) return null;
  const amount = (count: number): string => formatNumber(i18n.language, count);
  const label = over
    ? t('meaning.unread', { count: unread })
    : t(`meaning.${state === 'paused' || state === 'failed' ? state : 'working'}`, { seen: amount(seen), all: amount(all) });
  const paused = state === 'paused';
  return (
    <div className={classes.line} role="status">
      <Text size="xs" c="dimmed">
        {label}
        {problem !== null && (
          <>
            {' '}
            <HostWords words={[problem]} />
          </>
        )}
      </Text>
      {!over && (
        <Progress
          className={classes.bar ?? ''}
          size="xs"
          color={paused ? 'gray' : 'ink'}
          value={all === 0 ? 0 : (100 * seen) / all}
          aria-label={label}
        />
      )}
      {!over && (
        <Tooltip label={t(paused ? 'meaning.resume' : 'meaning.pause')}>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t(paused ? 'meaning.resume' : 'meaning.pause')}
            onClick={() => change({ meaning: paused ? 'on' : 'paused' })}
          >
            {paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
};
