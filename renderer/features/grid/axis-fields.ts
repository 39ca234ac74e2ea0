import type { TFunction } from 'i18next';
import type { Recipe } from '../../../electron/contract/recipe.ts';
import type { Capabilities, Model, OptionDescriptor } from '../../../electron/contract/records.ts';
import type { ValueKind } from './parse-values.ts';

/** Something that a grid can change, as a form offers it. */
export type AxisField = Readonly<{
  field: string;
  label: string;
  kind: ValueKind;
  /** For pieces, models and choices: what there is. */
  choices: readonly Readonly<{ value: string; label: string }>[];
  /** What stands in the box at first. */
  start: string;
}>;

const kinds: Readonly<Partial<Record<OptionDescriptor['kind'], ValueKind>>> = {
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  choice: 'choice',
};

const pieces = {
  sampler: 'samplers',
  schedule: 'schedules',
  guidance: 'guidance',
  noise: 'noise',
  prior: 'priors',
  promptSyntax: 'promptSyntax',
} as const;
const pieceNames = Object.keys(pieces) as (keyof typeof pieces)[];

/** Every field of this recipe that a grid can change: its numbers, pieces, the options of those, and the words of its prompts. */
export const axisFields = (
  recipe: Recipe,
  known: Capabilities,
  models: readonly Model[],
  t: TFunction,
  nameOf: (choice: string) => string,
): readonly AxisField[] => {
  const number = (field: string, label: string, kind: 'integer' | 'number', start: string): AxisField => ({
    field,
    label,
    kind,
    choices: [],
    start,
  });
  const first = recipe.prompt.split(/[\s,]+/).find((word) => word.length > 3) ?? '';
  const options = pieceNames.flatMap((name) => {
    const piece = known[pieces[name]].find(({ id }) => id === recipe[name].id);
    return (piece?.options ?? []).flatMap((option): AxisField[] => {
      const kind = kinds[option.kind];
      if (kind === undefined) return [];
      return [
        {
          field: `${name}.options.${option.name}`,
          label: `${piece?.label ?? ''}: ${option.label}`,
          kind,
          choices: option.choices.map((value) => ({ value, label: nameOf(value) })),
          start: kind === 'boolean' ? 'true, false' : kind === 'choice' ? option.choices.join(', ') : String(option.initial ?? ''),
        },
      ];
    });
  });
  return [
    number('seed', t('field.seed'), 'integer', `${recipe.seed}-${recipe.seed + 3}`),
    number('steps', t('field.steps'), 'integer', `10-30 (+10)`),
    number('guidance.scale', t('field.scale'), 'number', '2-8 (+2)'),
    ...(recipe.source === null ? [] : [number('source.strength', t('field.strength'), 'number', '0.3-0.9 (+0.2)')]),
    ...pieceNames.map((name): AxisField => {
      const choices = known[pieces[name]].map(({ id, label }) => ({ value: id, label }));
      return { field: name, label: t(`field.${name}`), kind: 'choice', choices, start: recipe[name].id };
    }),
    {
      field: 'model',
      label: t('field.model'),
      kind: 'choice',
      choices: models.filter(({ problems }) => problems.length === 0).map(({ id, name }) => ({ value: id, label: name })),
      start: recipe.model.id,
    },
    { field: 'prompt', label: t('grid.promptWords'), kind: 'words', choices: [], start: first },
    { field: 'negativePrompt', label: t('grid.negativeWords'), kind: 'words', choices: [], start: '' },
    {
      field: 'size',
      label: t('generate.size'),
      kind: 'size',
      choices: [],
      start: `${recipe.width}x${recipe.height}, ${recipe.height}x${recipe.width}`,
    },
    ...options,
  ];
};

/** A value as a heading: a piece by its name, the rest as it is. */
export const valueName = (fields: readonly AxisField[], field: string, value: unknown): string =>
  fields.find((one) => one.field === field)?.choices.find((choice) => choice.value === value)?.label ?? String(value);
