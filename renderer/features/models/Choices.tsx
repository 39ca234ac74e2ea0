import { Button, Collapse, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Model, ModelChoices } from '../../../electron/contract/records.ts';
import { keys } from '../../api/queries.ts';
import { useStudio } from '../../studio.ts';
import { useSay } from '../../ui/say.tsx';
import { families, lendersOf, predictions } from './lenders.ts';
import classes from './Models.module.css';

/** Keeps what a person says of a model. */
const useChoose = (model: Model) => {
  const { client, cache } = useStudio();
  const say = useSay();
  return (change: Partial<ModelChoices>): void => {
    client
      .invoke('models.choose', { model: model.id, choices: { ...model.choices, ...change } })
      .then((models) => cache.setQueryData(keys.models, models))
      .catch(say.fault);
  };
};

/** What was guessed of a model, to be put right, and where its missing parts come from. */
export const Choices = ({ model }: Readonly<{ model: Model }>) => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const { data: models = [] } = useQuery(queries.models);
  const { data: files = [] } = useQuery(queries.modelFiles);
  const choose = useChoose(model);
  const [open, { toggle }] = useDisclosure(model.lacks.length > 0);
  const { choices } = model;
  const part = (name: 'vae' | 'textEncoders' | 'previewDecoder') => {
    const lenders = lendersOf(name, models, files).filter(({ id }) => id !== model.id);
    if (lenders.length === 0 && choices[name] === null) return null;
    return (
      <Select
        label={t(`parts.${name}`)}
        data={[{ value: '', label: t('parts.own') }, ...lenders.map((lender) => ({ value: lender.id, label: lender.name }))]}
        value={choices[name] ?? ''}
        onChange={(id) => choose({ [name]: id === '' ? null : id })}
      />
    );
  };
  return (
    <>
      <Button variant="subtle" color="gray" size="compact-sm" aria-expanded={open} onClick={toggle}>
        {t('models.choices')}
      </Button>
      <Collapse expanded={open}>
        <div className={classes.choices}>
          <Select
            label={t('models.family')}
            data={[{ value: '', label: t('models.guess') }, ...families.map((value) => ({ value, label: t(`family.${value}`) }))]}
            value={choices.family ?? ''}
            onChange={(value) => choose({ family: families.find((one) => one === value) ?? null })}
          />
          <Select
            label={t('field.predicts')}
            data={[{ value: '', label: t('models.guess') }, ...predictions.map((value) => ({ value, label: t(`predicts.${value}`) }))]}
            value={choices.predicts ?? ''}
            onChange={(value) => choose({ predicts: predictions.find((one) => one === value) ?? null })}
          />
          {part('vae')}
          {part('textEncoders')}
          {part('previewDecoder')}
        </div>
      </Collapse>
    </>
  );
};
