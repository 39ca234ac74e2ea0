import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Axis } from '../../../electron/contract/grid.ts';
import { limits, type Recipe } from '../../../electron/contract/recipe.ts';
import type { Capabilities, Model } from '../../../electron/contract/records.ts';
import { type Fault, faultOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { readDraft } from '../../state/read-draft.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { FaultWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { type AxisField, axisFields } from './axis-fields.ts';
import { type AxisDraft, AxisRow, readAxis } from './AxisRow.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useTell } from '../../ui/use-tell.ts';
import { useCapabilities, useNameOfChoice } from '../../ui/use-capabilities.ts';

const names = ['grid.across', 'grid.down', 'grid.pages'] as const;

/** The axis as a grid's definition has it: of words, the first is what the others take the place of. */
const axisOf = (draft: AxisDraft, fields: readonly AxisField[]): Axis | null => {
  const field = fields.find((one) => one.field === draft.field);
  const parsed = readAxis(draft, field);
  if (field === undefined || !parsed.ok || parsed.values.length === 0) return null;
  const find = field.kind === 'words' ? String(parsed.values[0]) : null;
  return { field: field.field, find, values: parsed.values };
};

const Axes = ({
  recipe,
  known,
  models,
  onDone,
}: Readonly<{ recipe: Recipe; known: Capabilities; models: readonly Model[]; onDone: () => void }>) => {
  const { t } = useTranslation();
  const { client, cache, layout } = useCommandContext();
  const nameOfChoice = useNameOfChoice();
  const fields = axisFields(recipe, known, models, t, nameOfChoice);
  const start = (field: string, key: number): AxisDraft => ({ key, field, text: fields.find((one) => one.field === field)?.start ?? '' });
  const [drafts, setDrafts] = useState<readonly AxisDraft[]>(() => [start('seed', 0), start('guidance.scale', 1)]);
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<Fault | null>(null);
  const axes = drafts.map((draft) => axisOf(draft, fields));
  const whole = axes.filter((axis) => axis !== null);
  const count = whole.reduce((product, { values }) => product * values.length, 1);
  const possible = whole.length === axes.length && count <= limits.count;

  const make = async (): Promise<void> => {
    try {
      const id = await client.invoke('grids.start', {
        name: name.trim() === '' ? recipe.prompt.slice(0, 80) : name.trim(),
        recipe,
        axes: whole,
      });
      await cache.invalidateQueries({ queryKey: keys.allGrids });
      layout.getState().openGrid(id);
      layout.getState().go('grids');
      onDone();
    } catch (error) {
      setProblem(faultOf(error));
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <Text size="sm" c="dimmed" lineClamp={2} mb="sm" dir="auto">
        {recipe.prompt}
      </Text>
      {drafts.map((draft, index) => (
        <AxisRow
          key={draft.key}
          name={t(names[index] ?? 'grid.pages')}
          axis={draft}
          fields={fields}
          onChange={(changed) => setDrafts(drafts.with(index, changed))}
          onRemove={drafts.length === 1 ? null : () => setDrafts(drafts.toSpliced(index, 1))}
        />
      ))}
      {drafts.length < names.length && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => setDrafts([...drafts, start('steps', Math.max(...drafts.map(({ key }) => key)) + 1)])}
        >
          {t('grid.addAxis')}
        </Button>
      )}
      <TextInput
        mt="md"
        label={t('grid.name')}
        placeholder={recipe.prompt.slice(0, 80)}
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {problem !== null && (
        <Notice level="error">
          <FaultWords fault={problem} />
        </Notice>
      )}
      <Group justify="space-between" mt="md">
        <Text size="sm" c={count > limits.count ? 'red' : 'dimmed'} role="status">
          {count > limits.count ? t('grid.tooMany', { count, max: limits.count }) : t('grid.pictures', { count })}
        </Text>
        <Button type="submit" data-autofocus disabled={!possible}>
          {t('grid.start')}
        </Button>
      </Group>
    </form>
  );
};

/** Makes a grid of what the form describes. */
export const NewGrid = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries, draft } = useStudio();
  const open = useLayout((layout) => layout.newGrid);
  const setOpen = useLayout((layout) => layout.setNewGrid);
  const known = useCapabilities();
  const { data: models } = useQuery({ ...queries.models, enabled: open });
  if (!open || known === undefined || models === undefined) return null;
  const reading = readDraft(draft.getState(), models, known, { t, tell });
  return (
    <Dialog onClose={() => setOpen(false)} title={t('grid.new')} size={640}>
      {reading.ok ? (
        <Axes recipe={reading.request.recipe} known={known} models={models} onDone={() => setOpen(false)} />
      ) : (
        <Notice level="error">{Object.values(reading.problems)[0]}</Notice>
      )}
    </Dialog>
  );
};
