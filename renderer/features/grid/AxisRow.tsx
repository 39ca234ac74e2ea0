import { ActionIcon, Group, MultiSelect, Select, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AxisField } from './axis-fields.ts';
import classes from './Grid.module.css';
import { type Parsed, parseValues, splitList } from './parse-values.ts';

/** An axis while someone writes it. */
export type AxisDraft = Readonly<{ key: number; field: string; text: string }>;

export const readAxis = ({ text }: AxisDraft, field: AxisField | undefined): Parsed => parseValues(text, field?.kind ?? 'words');

/** One direction of a grid: what changes, and through which values. */
export const AxisRow = ({
  name,
  axis,
  fields,
  onChange,
  onRemove,
}: Readonly<{
  name: string;
  axis: AxisDraft;
  fields: readonly AxisField[];
  onChange: (axis: AxisDraft) => void;
  onRemove: (() => void) | null;
}>) => {
  const { t } = useTranslation();
  const field = fields.find((one) => one.field === axis.field);
  const parsed = readAxis(axis, field);
  const problem = parsed.ok ? (parsed.values.length === 0 ? t('grid.noValues') : undefined) : t('grid.wrongValue', { value: parsed.wrong });
  const help =
    field?.kind === 'words' ? t('grid.wordsHelp') : field?.kind === 'integer' || field?.kind === 'number' ? t('grid.rangeHelp') : null;
  return (
    <div role="group" aria-label={name} className={classes.axis}>
      <Group gap={8} align="flex-end" wrap="nowrap">
        <Select
          flex="0 0 200px"
          searchable
          label={name}
          data={fields.map((one) => ({ value: one.field, label: one.label }))}
          value={axis.field}
          onChange={(value) => {
            const chosen = fields.find((one) => one.field === value);
            if (chosen !== undefined) onChange({ ...axis, field: chosen.field, text: chosen.start });
          }}
        />
        {field !== undefined && field.choices.length > 0 ? (
          <MultiSelect
            flex={1}
            searchable
            size="sm"
            label={t('grid.values')}
            data={[...field.choices]}
            value={splitList(axis.text)}
            error={problem}
            onChange={(chosen) => onChange({ ...axis, text: chosen.join(', ') })}
          />
        ) : (
          <TextInput
            flex={1}
            label={t('grid.values')}
            dir={field?.kind === 'words' ? 'auto' : 'ltr'}
            value={axis.text}
            error={problem}
            onChange={(event) => onChange({ ...axis, text: event.currentTarget.value })}
          />
        )}
        {onRemove !== null && (
          <ActionIcon size={36} aria-label={t('grid.removeAxis', { name })} onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      {help !== null && <small className={classes.help}>{help}</small>}
    </div>
  );
};
