import { ActionIcon, Button, Group, Progress, Text, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Download } from '../../../../electron/contract/downloads.ts';
import { useLayout } from '../../../studio.ts';
import { formatBytes, formatDuration, formatFacts } from '../../../ui/format.ts';
import { FaultWords } from '../../../ui/Fault.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import classes from './Catalogue.module.css';
import { useDownloadCall } from './use-downloads.ts';

/** How far it is, in words. */
const useWords = ({ state, bytes, total, speed, left, file }: Download): string => {
  const { t, i18n } = useTranslation();
  const size = (value: number) => formatBytes(i18n.language, value);
  const parts = [
    state === 'fetching' ? null : t(`catalogue.state.${state}`),
    total === null ? null : state === 'done' ? size(total) : t('catalogue.sizeOf', { bytes: size(bytes), total: size(total) }),
    speed === null ? null : t('catalogue.speed', { speed: size(speed) }),
    left === null ? null : t('catalogue.left', { time: formatDuration(i18n.language, left) }),
    state === 'fetching' || state === 'checking' ? file : null,
  ];
  return formatFacts(
    i18n.language,
    parts.filter((part) => part !== null),
  );
};

const needsSettings = ({ error }: Download): boolean =>
  error !== null && (error.code === 'offline' || error.what === 'hub.token' || /^https?:/.test(error.what ?? ''));

/** One download: how far it is, and what can be done with it. */
export const DownloadLine = ({ download }: Readonly<{ download: Download }>) => {
  const { t } = useTranslation();
  const call = useDownloadCall();
  const go = useLayout((layout) => layout.go);
  const words = useWords(download);
  const { id, name, state, bytes, total, error } = download;
  const rests = state === 'paused' || state === 'failed';
  const icon = (label: 'pause' | 'resume' | 'cancel' | 'forget', Icon: typeof IconX, run: () => void) => (
    <Tooltip label={t(`catalogue.${label}`)}>
      <ActionIcon variant="subtle" color="gray" aria-label={t(`catalogue.${label}Of`, { name })} onClick={run}>
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <article className={classes.download} aria-label={t('catalogue.downloadOf', { name })}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={500} truncate>
          {name}
        </Text>
        <Group gap={2} wrap="nowrap">
          {rests && icon('resume', IconPlayerPlay, () => call('downloads.resume', id))}
          {!rests && state !== 'done' && icon('pause', IconPlayerPause, () => call('downloads.pause', id))}
          {icon(state === 'done' ? 'forget' : 'cancel', IconX, () => call('downloads.cancel', id))}
        </Group>
      </Group>
      <Progress
        size="sm"
        value={state === 'done' ? 100 : total === null ? 0 : (bytes * 100) / Math.max(1, total)}
        animated={state === 'fetching'}
        color={state === 'failed' ? 'red' : rests ? 'gray' : 'ink'}
        aria-label={name}
      />
      <Text size="xs" c="dimmed" className={classes.words}>
        {words}
      </Text>
      {error !== null && (
        <Notice level="error">
          <Text component="div" size="sm" className={classes.words}>
            <FaultWords fault={error} />
          </Text>
          {needsSettings(download) && (
            <Button size="compact-sm" variant="light" mt={8} onClick={() => go('settings')}>
              {t('catalogue.openSettings')}
            </Button>
          )}
        </Notice>
      )}
    </article>
  );
};
