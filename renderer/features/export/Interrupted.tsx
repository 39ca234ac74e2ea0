import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ExportId, ExportJob } from '../../../electron/contract/export.ts';
import { keys } from '../../api/queries.ts';
import { useExporting, useStudio } from '../../studio.ts';
import { formatNumber } from '../../ui/format.ts';
import { useSay } from '../../ui/say.tsx';
import classes from './Export.module.css';

/** Exports that the end of the program cut off: they can go on, or be forgotten. */
export const Interrupted = ({ jobs }: Readonly<{ jobs: readonly ExportJob[] }>) => {
  const { t, i18n } = useTranslation();
  const { client, cache } = useStudio();
  const follow = useExporting((exporting) => exporting.follow);
  const say = useSay();
  const left = jobs.filter(({ state }) => state === 'interrupted');
  if (left.length === 0) return null;

  const resume = async (id: ExportId): Promise<void> => {
    await client.invoke('export.resume', id);
    follow(id);
  };
  const forget = async (id: ExportId): Promise<void> => {
    await client.invoke('export.forget', id);
    cache.setQueryData<ExportJob[]>(keys.exports, (known) => known?.filter((job) => job.id !== id));
  };
  const report = say.fault;

  return (
    <Stack gap="xs" component="section" aria-label={t('export.interrupted.label')} mb="md">
      <Text size="sm" fw={500}>
        {t('export.interrupted.label')}
      </Text>
      {left.map(({ id, target, done, total }) => (
        <Group key={id} gap="xs" wrap="nowrap">
          <Text size="sm" className={classes.grow ?? ''}>
            <bdi>{target.kind === 'download' ? t('export.kind.download') : target.path}</bdi>{' '}
            {t('export.progress', { done: formatNumber(i18n.language, done), total: formatNumber(i18n.language, total) })}
          </Text>
          <Button size="xs" variant="default" onClick={() => void resume(id).catch(report)}>
            {t('export.interrupted.resume')}
          </Button>
          <Button size="xs" variant="subtle" onClick={() => void forget(id).catch(report)}>
            {t('export.interrupted.forget')}
          </Button>
        </Group>
      ))}
    </Stack>
  );
};
