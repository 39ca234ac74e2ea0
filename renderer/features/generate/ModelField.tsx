import { Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { wordsOf } from '../../api/client.ts';
import { Presets } from './presets/Presets.tsx';
import { useDraft, useStudio } from '../../studio.ts';
import { useTell } from '../../ui/use-tell.ts';

export const ModelField = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const { data: models = [], error, isPending } = useQuery(queries.models);
  const chosen = useDraft((draft) => draft.model);
  const problem = useDraft((draft) => draft.problems.model);
  const takeDefaults = useDraft((draft) => draft.takeDefaults);
  const model = models.find(({ id }) => id === chosen);
  const cannot = model !== undefined && model.problems.length > 0 ? tell(model.problems) : undefined;
  return (
    <Group gap={6} align="flex-start" wrap="nowrap">
      <Select
        flex={1}
        label={t('field.model')}
        // nobody knows yet
        {...(isPending ? {} : { placeholder: t('generate.noModels') })}
        data={models.map(({ id, name, problems }) => ({
          value: id,
          label: problems.length > 0 ? `${name} (${t('generate.broken')})` : name,
        }))}
        value={model?.id ?? null}
        error={problem ?? cannot ?? (error === null ? undefined : tell(wordsOf(error)))}
        onChange={(id) => {
          const taken = models.find((candidate) => candidate.id === id);
          if (taken !== undefined) takeDefaults(taken);
        }}
      />
      <div style={{ marginBlockStart: 25 }}>
        <Presets />
      </div>
    </Group>
  );
};
