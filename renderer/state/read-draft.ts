import type { TFunction } from 'i18next';
import { guidanceFor } from '../../electron/contract/guidance-for.ts';
import { limits, type Piece, Recipe, RecipeLora, tileStep } from '../../electron/contract/recipe.ts';
import type { Capabilities, Model, PieceDescriptor } from '../../electron/contract/records.ts';
import {
  type DraftFields,
  type DraftHires,
  type DraftLora,
  type DraftTiles,
  type Field,
  firstStrength,
  type NumberEntry,
  type Problems,
} from './draft.ts';
import type { Tell } from '../ui/use-tell.ts';

export type Request = Readonly<{ recipe: Recipe; count: number }>;
export type Reading = Readonly<{ ok: true; request: Request } | { ok: false; problems: Problems }>;

type Range = Readonly<{ min: number; max: number }>;

const numberOf = (entry: NumberEntry): number => (typeof entry === 'number' ? entry : entry.trim() === '' ? Number.NaN : Number(entry));

/** The chosen piece, or the first of its kind where nothing (or something unknown here) is chosen. */
const pieceOf = (chosen: Piece | null, known: readonly PieceDescriptor[]): Piece | null => {
  if (chosen !== null && known.some(({ id }) => id === chosen.id)) return chosen;
  const first = known[0];
  return first === undefined ? null : { id: first.id, options: {} };
};

/** In tiles a picture may be as large as any: what the model can make holds for the tile. */
const sideRange = ({ sizes, point }: Model, tiles: DraftTiles | null): Range & Readonly<{ multiple: number }> => {
  if (tiles !== null) return { min: 16, max: limits.side, multiple: tileStep(point) };
  return sizes.kind === 'free' ? sizes : { min: 16, max: limits.side, multiple: limits.sideStep };
};

const makes = ({ sizes }: Model, width: number, height: number, tiles: DraftTiles | null): boolean =>
  tiles !== null || sizes.kind === 'free' || sizes.list.some(([w, h]) => w === width && h === height);

const readHires = ({ width, height, strength, steps, enlarge }: DraftHires): NonNullable<Recipe['hires']> => ({
  width: numberOf(width),
  height: numberOf(height),
  strength: numberOf(strength),
  steps: numberOf(steps),
  enlarge,
});

const readTiles = ({ width, height, overlap }: DraftTiles): NonNullable<Recipe['tiles']> => ({
  width: numberOf(width),
  height: numberOf(height),
  overlap: numberOf(overlap),
});

const readLora = ({ name, hash, weight, textWeight }: DraftLora): RecipeLora => ({
  name,
  hash,
  weight: numberOf(weight),
  textWeight: textWeight === null ? null : numberOf(textWeight),
});

/** Turns the form into a request, or says at every field in one sentence what is wrong with it. */
export const readDraft = (
  draft: DraftFields,
  models: readonly Model[],
  known: Capabilities,
  { t, tell }: Readonly<{ t: TFunction; tell: Tell }>,
): Reading => {
  const model = models.find(({ id }) => id === draft.model) ?? null;
  const problems: Partial<Record<Field | 'form', string>> = {};

  const whole = (field: Field, { min, max }: Range): number => {
    const value = numberOf(draft[field] as NumberEntry);
    if (!Number.isInteger(value) || value < min || value > max) {
      problems[field] = t('problem.whole', { name: t(`field.${field}`), min, max });
    }
    return value;
  };
  const side = (field: 'width' | 'height', from: Model): number => {
    const { min, max, multiple } = sideRange(from, draft.tiles);
    const value = numberOf(draft[field]);
    if (!Number.isInteger(value) || value < min || value > max || value % multiple !== 0) {
      problems[field] = t('problem.side', {
        name: t(`field.${field}`),
        model: from.name,
        min: { pixels: min },
        max: { pixels: max },
        multiple,
      });
    }
    return value;
  };
  const text = (field: 'prompt' | 'negativePrompt'): void => {
    const { length } = draft[field];
    if (length > limits.prompt) problems[field] = t('problem.long', { name: t(`field.${field}`), length, max: limits.prompt });
  };
  const piece = (field: Field, chosen: Piece | null, list: readonly PieceDescriptor[]): Piece => {
    const found = pieceOf(chosen, list);
    if (found === null) problems[field] = t('problem.none', { name: t(`field.${field}`) });
    return found ?? { id: 'none@1', options: {} };
  };

  if (draft.prompt.trim() === '') problems.prompt = t('problem.empty');
  text('prompt');
  text('negativePrompt');
  if (model === null) return { ok: false, problems: { ...problems, model: t('problem.noModel') } };
  const completed = model.lacks.length > 0 && model.lacks.every((part) => draft.components[part] !== null);
  if (model.problems.length > 0 && !completed) problems.model = tell(model.problems);

  const tiles = draft.tiles === null ? null : readTiles(draft.tiles);
  const step = tileStep(model.point);
  const inSteps = tiles === null || Object.values(tiles).every((pixels) => pixels % step === 0);
  if (!inSteps || !Recipe.shape.tiles.safeParse(tiles).success) problems.tiles = t('problem.tiles', { multiple: step });

  const [width, height] = [side('width', model), side('height', model)];
  if (
    problems.width === undefined &&
    problems.height === undefined &&
    !makes(model, width, height, draft.tiles) &&
    model.sizes.kind === 'fixed'
  ) {
    const sizes = model.sizes.list.map(([w, h]) => ({ width: w, height: h }));
    problems.width = t('problem.size', { model: model.name, sizes });
  }
  const scale = numberOf(draft.scale);
  if (!(scale >= 0 && scale <= limits.guidance))
    problems.scale = t('problem.number', { name: t('field.scale'), min: 0, max: limits.guidance });

  if (model.edits && draft.source === null) problems.source = t('problem.noSource', { model: model.name });
  if (model.edits && draft.source !== null && draft.source.mask !== null) problems.source = t('problem.noMask', { model: model.name });
  // what is edited stands beside the noise: no part of it is kept
  const strength = draft.source === null ? firstStrength : model.edits ? 1 : numberOf(draft.strength);
  if (!(strength >= 0 && strength <= 1)) problems.strength = t('problem.number', { name: t('field.strength'), min: 0, max: 1 });

  const hires = draft.hires === null ? null : readHires(draft.hires);
  if (hires !== null && !Recipe.shape.hires.safeParse(hires).success)
    problems.hires = t('problem.hires', { max: { pixels: limits.side }, multiple: limits.sideStep });

  const method = piece('guidance', draft.guidance, guidanceFor(model, known.guidance));
  const needsWeak = known.guidance.find(({ id }) => id === method.id)?.needs.includes('weak-model') === true;
  const weaker = needsWeak ? models.find(({ id }) => id === draft.weak) : undefined;
  if (needsWeak && weaker === undefined) problems.weak = t('problem.noWeak');
  const weak = weaker === undefined ? null : { id: weaker.id, name: weaker.name, hash: weaker.hash };

  const loras = draft.loras.map(readLora);
  if (!loras.every((lora) => RecipeLora.safeParse(lora).success)) problems.loras = t('problem.loras', { max: limits.loraWeight });

  const count = whole('count', { min: 1, max: limits.count });
  const recipe: Recipe = {
    version: 1,
    prompt: draft.prompt,
    negativePrompt: draft.negativePrompt,
    promptSyntax: piece('promptSyntax', draft.promptSyntax, known.promptSyntax),
    model: { id: model.id, name: model.name, hash: model.hash },
    width,
    height,
    seed: whole('seed', { min: 0, max: limits.seed }),
    noise: piece('noise', draft.noise, known.noise),
    prior: piece('prior', draft.prior, known.priors),
    steps: whole('steps', { min: 1, max: limits.steps }),
    sampler: piece('sampler', draft.sampler, known.samplers),
    schedule: piece('schedule', draft.schedule, known.schedules),
    guidance: { ...method, scale, weak },
    hires,
    tiles,
    source: draft.source === null ? null : { ...draft.source, strength },
    enlarged: null,
    branch: null,
    components: draft.components,
    predicts: draft.predicts,
    loras,
    inversions: draft.inversions,
    lineage: null,
    made: null,
  };
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, request: { recipe, count } };
};

/** The field that a refusal of the host is about, where it names one. */
export const fieldOf = (what: string | null): Field | 'form' => {
  const names: Readonly<Record<string, Field>> = {
    prompt: 'prompt',
    negativePrompt: 'negativePrompt',
    model: 'model',
    width: 'width',
    height: 'height',
    size: 'width',
    steps: 'steps',
    sampler: 'sampler',
    schedule: 'schedule',
    guidance: 'scale',
    hires: 'hires',
    tiles: 'tiles',
    loras: 'loras',
    components: 'components',
    scale: 'scale',
    source: 'source',
    strength: 'strength',
    seed: 'seed',
    count: 'count',
  };
  const last = what?.split('.').findLast((part) => part in names);
  return last === undefined ? 'form' : (names[last] ?? 'form');
};
