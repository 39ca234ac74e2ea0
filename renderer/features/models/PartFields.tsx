import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PartName } from '../../../electron/contract/recipe.ts';
import { useDraft, useStudio } from '../../studio.ts';
import { useChosenModel } from '../generate/use-defaults.ts';
import { lendersOf, predictions } from './lenders.ts';

type Part = 'vae' | 'textEncoders';

const PartField = ({ part }: Readonly<{ part: Part }>) => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const { data: models = [] } = useQuery(queries.models);
  const { data: files = [] } = useQuery(queries.modelFiles);
  const components = useDraft((draft) => draft.components);
  const model = useChosenModel(useDraft((draft) => draft.model));
  const edit = useDraft((draft) => draft.edit);
  const problem = useDraft((draft) => draft.problems.components);
  const lenders = lendersOf(part, models, files).filter(({ id }) => id !== model?.id);
  const chosen = components[part];
  if (lenders.length === 0 && chosen === null) return null;
  const known = lenders.find(({ name, hash }) => (chosen?.hash == null ? name === chosen?.name : hash === chosen.hash));
  const gone = chosen !== null && known === undefined ? [{ value: 'gone', label: chosen.name }] : [];
  const choose = (id: string | null): void => {
    if (id === 'gone') return;
    const lender = lenders.find((one) => one.id === id);
    const named: PartName | null = lender === undefined ? null : { name: lender.name, hash: lender.hash };
    edit({ components: { ...components, [part]: named } });
  };
  return (
    <Select
      label={t(`parts.${part}`)}
      data={[{ value: '', label: t('parts.own') }, ...gone, ...lenders.map(({ id, name }) => ({ value: id, label: name }))]}
      value={chosen === null ? '' : (known?.id ?? 'gone')}
      searchable={lenders.length > 8}
      error={part === 'vae' ? problem : undefined}
      onChange={choose}
    />
  );
};

/** Parts of other models in the places of the model's own, and what it predicts: for this picture only. */
export const PartFields = () => {
  const { t } = useTranslation();
  const predicts = useDraft((draft) => draft.predicts);
  const edit = useDraft((draft) => draft.edit);
  const model = useChosenModel(useDraft((draft) => draft.model));
  if (model === null) return null;
  return (
    <>
      <PartField part="vae" />
      <PartField part="textEncoders" />
      {!model.builtIn && (
        <Select
          label={t('field.predicts')}
          data={[
            { value: '', label: t('parts.asSaid', { what: t(`predicts.${model.predicts}`, { defaultValue: model.predicts }) }) },
            ...predictions.map((value) => ({ value, label: t(`predicts.${value}`) })),
          ]}
          value={predicts ?? ''}
          onChange={(value) => edit({ predicts: predictions.find((one) => one === value) ?? null })}
        />
      )}
    </>
  );
};
