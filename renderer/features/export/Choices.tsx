import { Group, NativeSelect, NumberInput, SegmentedControl, Slider, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ExportDataset, ExportPreview } from '../../../electron/contract/export.ts';
import { type ExportChoices, writesAmongOthers } from '../../state/exporting.ts';
import classes from './Export.module.css';

type Props = Readonly<{ choices: ExportChoices; choose: (change: Partial<ExportChoices>) => void }>;

const whole = (value: string | number, otherwise: number): number => (typeof value === 'number' ? Math.round(value) : otherwise);

export const FormatChoices = ({ choices, choose }: Props) => {
  const { t } = useTranslation();
  return (
    <Group gap="md" align="flex-end" className={classes.line ?? ''}>
      <div>
        <Text size="sm" fw={500} id="export-format">
          {t('export.format')}
        </Text>
        <SegmentedControl
          aria-labelledby="export-format"
          value={choices.format}
          onChange={(format) => choose({ format })}
          data={[
            { value: 'png', label: 'PNG' },
            { value: 'jpeg', label: 'JPEG' },
            { value: 'webp', label: 'WebP' },
            { value: 'avif', label: 'AVIF' },
          ]}
        />
      </div>
      {choices.format !== 'png' && (
        <div className={classes.grow}>
          <Text size="sm" fw={500}>
            {t('export.quality', { quality: choices.quality })}
          </Text>
          <Slider
            min={1}
            max={100}
            label={null}
            thumbLabel={t('export.qualityLabel')}
            value={choices.quality}
            onChange={(quality) => choose({ quality })}
            className={classes.slider ?? ''}
          />
        </div>
      )}
    </Group>
  );
};

export const SizeChoices = ({ choices, choose }: Props) => {
  const { t } = useTranslation();
  const number = (field: 'width' | 'height' | 'side' | 'percent') => (
    <NumberInput
      label={t(`export.${field}`)}
      min={1}
      max={field === 'percent' ? 400 : 16_384}
      allowDecimal={false}
      value={choices[field]}
      onChange={(value) => choose({ [field]: whole(value, choices[field]) })}
      w={120}
    />
  );
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label={t('export.size')}
        value={choices.resize}
        onChange={(event) => choose({ resize: event.currentTarget.value as ExportChoices['resize'] })}
        data={(['none', 'fit', 'long', 'percent'] as const).map((value) => ({ value, label: t(`export.resize.${value}`) }))}
      />
      {choices.resize === 'fit' && number('width')}
      {choices.resize === 'fit' && number('height')}
      {choices.resize === 'long' && number('side')}
      {choices.resize === 'percent' && number('percent')}
    </Group>
  );
};

export const NameChoices = ({
  choices,
  choose,
  preview,
  problem,
}: Props & Readonly<{ preview: ExportPreview | undefined; problem: string | null }>) => {
  const { t } = useTranslation();
  return (
    <div>
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <TextInput
          className={classes.grow ?? ''}
          label={t('export.name')}
          dir="ltr"
          value={choices.name}
          error={problem}
          maxLength={500}
          onChange={(event) => choose({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('export.insert')}
          value=""
          w={170}
          onChange={(event) => choose({ name: `${choices.name}{${event.currentTarget.value}}` })}
          data={[
            { value: '', label: t('export.insertKey') },
            ...(preview?.keys ?? []).map(({ name, example }) => ({ value: name, label: `{${name}}  ${example}` })),
          ]}
        />
      </Group>
      <Text size="xs" c="dimmed" mt={4} aria-live="polite" className={classes.example ?? ''}>
        {t('export.example')} <bdi dir="ltr">{problem === null ? (preview?.names ?? []).slice(0, 2).join(' · ') : ''}</bdi>
      </Text>
    </div>
  );
};

type Field = 'metadata' | 'sidecar' | 'recipes' | 'sheet' | 'conflicts';
const values = {
  metadata: ['all', 'a1111', 'none'],
  sidecar: ['none', 'json', 'text'],
  recipes: ['none', 'csv', 'jsonl'],
  sheet: ['none', 'png', 'pdf'],
  conflicts: ['refuse', 'skip', 'number', 'overwrite'],
} as const satisfies { [K in Field]: readonly ExportChoices[K][] };

export const ExtraChoices = ({ choices, choose }: Props) => {
  const { t } = useTranslation();
  return (
    <div className={classes.grid}>
      {(Object.keys(values) as Field[])
        .filter((field) => field !== 'conflicts' || writesAmongOthers(choices.kind))
        .map((field) => (
          <NativeSelect
            key={field}
            label={t(`export.${field}.label`)}
            value={choices[field]}
            onChange={(event) => choose({ [field]: event.currentTarget.value })}
            data={values[field].map((value) => ({ value, label: t(`export.${field}.${value}` as 'export.metadata.all') }))}
          />
        ))}
    </div>
  );
};

/** Fields of a row stand on one line, however long the words about them are. */
const afterInput: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

export const DatasetChoices = ({ choices, choose }: Props) => {
  const { t } = useTranslation();
  const { dataset } = choices;
  const set = (change: Partial<ExportDataset>) => choose({ dataset: { ...dataset, ...change } });
  return (
    <div className={classes.grid}>
      <NativeSelect
        label={t('export.layout.label')}
        description={t(`export.layoutHelp.${dataset.layout}`)}
        inputWrapperOrder={afterInput}
        value={dataset.layout}
        onChange={(event) => set({ layout: event.currentTarget.value as ExportDataset['layout'] })}
        data={(['imagefolder', 'webdataset', 'kohya'] as const).map((value) => ({ value, label: t(`export.layout.${value}`) }))}
      />
      <NativeSelect
        label={t('export.captions.label')}
        value={dataset.captions}
        onChange={(event) => set({ captions: event.currentTarget.value as ExportDataset['captions'] })}
        data={(['prompt', 'tags', 'both'] as const).map((value) => ({ value, label: t(`export.captions.${value}`) }))}
      />
      <NativeSelect
        label={t('export.dedupe.label')}
        value={dataset.dedupe}
        onChange={(event) => set({ dedupe: event.currentTarget.value as ExportDataset['dedupe'] })}
        data={(['none', 'content', 'perceptual'] as const).map((value) => ({ value, label: t(`export.dedupe.${value}`) }))}
      />
      <NumberInput
        label={t('export.validation')}
        description={t('export.validationHelp')}
        inputWrapperOrder={afterInput}
        min={0}
        max={50}
        suffix=" %"
        value={Math.round(dataset.validation * 100)}
        onChange={(value) => set({ validation: Math.min(50, whole(value, 0)) / 100 })}
      />
      {dataset.layout === 'kohya' && (
        <TextInput
          label={t('export.concept')}
          value={dataset.concept}
          maxLength={60}
          onChange={(event) => set({ concept: event.currentTarget.value })}
        />
      )}
      {dataset.layout === 'kohya' && (
        <NumberInput
          label={t('export.repeats')}
          min={1}
          max={1000}
          value={dataset.repeats}
          onChange={(value) => set({ repeats: whole(value, 10) })}
        />
      )}
      {dataset.layout === 'webdataset' && (
        <NumberInput
          label={t('export.shard')}
          min={1}
          max={100_000}
          value={dataset.shard}
          onChange={(value) => set({ shard: whole(value, 1000) })}
        />
      )}
    </div>
  );
};
