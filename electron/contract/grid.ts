import { z } from 'zod';
import { limits, type Piece, Recipe } from './recipe.ts';
import { ImageId, JobId } from './records.ts';
import { AppError } from './result.ts';
import { sentence } from '../../native-models/words/sentence.ts';
import { Refusal } from '../../native-models/refusal.ts';

const scalar = z.union([z.number(), z.string(), z.boolean()]);
export type AxisValue = z.output<typeof scalar>;

/** Pieces of a recipe, which an axis changes as a whole (`sampler`) or in one option (`sampler.options.eta`). */
const pieceFields = ['sampler', 'schedule', 'guidance', 'noise', 'prior', 'promptSyntax'] as const;
type PieceField = (typeof pieceFields)[number];
const isPieceField = (name: string): name is PieceField => pieceFields.some((field) => field === name);

/**
 * One direction of a grid. `field` is a place in the recipe (`steps`, `guidance.scale`, `sampler`, `sampler.options.eta`, `source.strength`, `model`),
 * `size` with values like `512x768`, or `prompt`/`negativePrompt`: there each value takes the place of `find`, or of the whole text where that is null.
 */
export const Axis = z.strictObject({
  field: z.string().regex(/^[a-zA-Z0-9]+(\.[a-zA-Z0-9]+)*$/, 'a field of the recipe'),
  find: z.string().min(1).nullable(),
  values: z.array(scalar).min(1).max(limits.count),
});
export type Axis = z.output<typeof Axis>;

/** What a grid is made of: a recipe, and up to three directions in which it changes. */
export const GridDefinition = z.strictObject({ name: z.string().max(200), recipe: Recipe, axes: z.array(Axis).min(1).max(3) });
export type GridDefinition = z.output<typeof GridDefinition>;

export const GridId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/)
  .brand('GridId');
export type GridId = z.output<typeof GridId>;

/** An ordinary generation, seen from its grid. A done one without an image was deleted. */
export const GridCell = z.strictObject({
  job: JobId,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  error: AppError.nullable(),
  image: ImageId.nullable(),
});
export type GridCell = z.output<typeof GridCell>;

export const Grid = z.strictObject({ id: GridId, definition: GridDefinition, cells: z.array(GridCell), createdAt: z.number() });
export type Grid = z.output<typeof Grid>;

export const GridSummary = z.strictObject({
  id: GridId,
  definition: GridDefinition,
  createdAt: z.number(),
  cells: z.int(),
  done: z.int(),
  failed: z.int(),
  /** Waiting or running. */
  open: z.int(),
});
export type GridSummary = z.output<typeof GridSummary>;

/** Replaces what lies at `path`; a path that leads nowhere is a RangeError. */
const put = (from: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
  if (key === undefined) return value;
  if (typeof from !== 'object' || from === null) throw new Refusal(sentence('grid.no-field', { key }));
  const entries = from as Readonly<Record<string, unknown>>;
  return { ...entries, [key]: put(entries[key], rest, value) };
};

const pieceWith = (piece: Piece, id: string): Piece => (piece.id === id ? piece : { ...piece, id, options: {} });

const sizeOf = (value: AxisValue): Readonly<{ width: number; height: number }> => {
  const [, width, height] = /^(\d+)\s*[x×]\s*(\d+)$/.exec(String(value)) ?? [];
  if (width === undefined || height === undefined) throw new Refusal(sentence('grid.no-size', { value: String(value) }));
  return { width: Number(width), height: Number(height) };
};

/** The recipe with one value of an axis in its place; not yet checked. */
const changed = (recipe: Recipe, { field, find }: Axis, value: AxisValue): unknown => {
  if (field === 'size') return { ...recipe, ...sizeOf(value) };
  if (field === 'model') return { ...recipe, model: { id: String(value), name: String(value), hash: null } };
  if (field === 'prompt' || field === 'negativePrompt') {
    if (find === null) return { ...recipe, [field]: String(value) };
    if (!recipe[field].includes(find)) throw new Refusal(sentence('grid.no-words', { find }));
    return { ...recipe, [field]: recipe[field].replaceAll(find, String(value)) };
  }
  if (isPieceField(field)) return { ...recipe, [field]: pieceWith(recipe[field], String(value)) };
  return put(recipe, field.split('.'), value);
};

/** The number of cells of these axes. */
export const cellCount = (axes: readonly Pick<Axis, 'values'>[]): number => axes.reduce((count, { values }) => count * values.length, 1);

/** Which value of each axis a cell has: the first axis changes fastest. */
export const placeOf = (axes: readonly Pick<Axis, 'values'>[], cell: number): number[] => {
  let rest = cell;
  return axes.map(({ values }) => {
    const at = rest % values.length;
    rest = Math.floor(rest / values.length);
    return at;
  });
};

/**
 * The recipes of a grid's cells, in their order. Pieces are changed before their options, whichever axis they are on.
 * Throws RangeError on an axis that does not fit the recipe, and a ZodError on a value that no recipe can have.
 */
export const cellRecipes = ({ recipe, axes }: Pick<GridDefinition, 'recipe' | 'axes'>): Recipe[] => {
  const order = axes.map((_, index) => index).toSorted((a, b) => axes[a]!.field.split('.').length - axes[b]!.field.split('.').length);
  return Array.from({ length: cellCount(axes) }, (_, cell) => {
    const place = placeOf(axes, cell);
    return order.reduce<Recipe>((made, index) => Recipe.parse(changed(made, axes[index]!, axes[index]!.values[place[index]!]!)), recipe);
  });
};
