import { SegmentedControl, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../electron/contract/records.ts';
import { useStudio } from '../../studio.ts';
import { MeaningLine } from '../gallery/MeaningLine.tsx';
import { Part } from './Part.tsx';
import type { Change } from './use-change.ts';

/** Whether pictures are looked at, and by which CLIP. */
export const MeaningPart = ({ settings, change }: Readonly<{ settings: Settings; change: Change }>) => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const label = useId();
  const { data: files = [] } = useQuery(queries.modelFiles);
  const { data: meaning } = useQuery(queries.meaning);
  const clips = files.filter(({ kind, problems }) => kind === 'clip' && problems.length === 0);
  return (
    <Part title={t('meaning.title')}>
      <div>
        <Text id={label} size="sm" fw={600}>
          {t('meaning.looking')}
        </Text>
        <Text size="xs" c="dimmed" mb={6}>
          {t('meaning.lookingHelp')}
        </Text>
        <SegmentedControl
          aria-labelledby={label}
          data={(['on', 'paused', 'off'] as const).map((value) => ({ value, label: t(`meaning.choice.${value}`) }))}
          value={settings.meaning}
          onChange={(value) => change({ meaning: value })}
        />
      </div>
      {clips.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('meaning.noClipText')}
        </Text>
      )}
      {clips.length > 1 && (
        <Select
          label={t('meaning.clip')}
          description={t('meaning.clipHelp')}
          maw={360}
          allowDeselect={false}
          data={clips.map(({ id, title, name }) => ({ value: id, label: title ?? name }))}
          value={meaning?.clip?.id ?? settings.clip ?? clips[0]?.id ?? null}
          onChange={(clip) => change({ clip })}
        />
      )}
      <MeaningLine />
    </Part>
  );
};
