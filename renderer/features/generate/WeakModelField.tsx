import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useDraft, useStudio } from '../../studio.ts';
import { useCapabilities } from '../../ui/use-capabilities.ts';

/** The second model, where the guidance method asks one. */
export const WeakModelField = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const known = useCapabilities();
  const { data: models = [] } = useQuery(queries.models);
  const { guidance, weak, problems, edit } = useDraft((draft) => ({
    guidance: draft.guidance,
    weak: draft.weak,
    problems: draft.problems,
    edit: draft.edit,
  }));
  const method = known?.guidance.find(({ id }) => id === guidance?.id);
  if (method?.needs.includes('weak-model') !== true) return null;
  return (
    <Select
      label={t('field.weak')}
      description={t('generate.weakHelp')}
      data={models.filter((model) => model.problems.length === 0).map(({ id, name }) => ({ value: id, label: name }))}
      value={weak}
      error={problems.weak}
      onChange={(id) => edit({ weak: id })}
    />
  );
};
