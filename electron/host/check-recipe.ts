import { Failure } from '../contract/failure.ts';
import type { Capabilities, Model, PieceDescriptor } from '../contract/records.ts';
import type { Recipe } from '../contract/recipe.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

const refuse = (code: 'bad-input' | 'model-cannot', what: string, message: Words): never => {
  throw new Failure({ code, message, what });
};

/** Throws the reason why a model cannot run, unless all that it lacks comes from another one. */
export const checkUsable = (model: Model, components: Recipe['components']): void => {
  if (model.lacks.length > 0 && model.lacks.every((part) => components[part] !== null)) return;
  const [problem] = model.problems;
  if (problem === undefined) return;
  throw new Failure({ code: 'model-broken', message: sentence('model.cannot-run', { name: model.name, problem }), what: model.folder });
};

/** What a schema cannot know: whether this model can do it. Throws a `Failure` that names the field. */
export const checkRecipe = (recipe: Recipe, model: Model, capabilities: Capabilities): void => {
  checkUsable(model, recipe.components);
  if (recipe.prompt.trim() === '') refuse('bad-input', 'recipe.prompt', sentence('prompt.empty'));
  checkSize('recipe.width', passSize(recipe, recipe), model);
  if (recipe.hires !== null) checkSize('recipe.hires', passSize(recipe.hires, recipe), model);
  checkPiece('recipe.sampler', sentence('kind.sampler'), recipe.sampler.id, capabilities.samplers);
  checkPiece('recipe.schedule', sentence('kind.schedule'), recipe.schedule.id, capabilities.schedules);
  checkPiece('recipe.guidance', sentence('kind.guidance'), recipe.guidance.id, capabilities.guidance);
  const method = capabilities.guidance.find(({ id }) => id === recipe.guidance.id);
  if (method?.needs.includes('weak-model') === true && recipe.guidance.weak === null)
    refuse('bad-input', 'recipe.guidance', sentence('guidance.needs-weak', { method: method.label }));
  if (method?.needs.includes('edits') === true && !model.edits)
    refuse('bad-input', 'recipe.guidance', sentence('guidance.needs-edits', { method: method.label }));
  checkEdit(recipe, model);
  checkPiece('recipe.noise', sentence('kind.noise'), recipe.noise.id, capabilities.noise);
  checkPiece('recipe.prior', sentence('kind.prior'), recipe.prior.id, capabilities.priors);
  checkPiece('recipe.promptSyntax', sentence('kind.promptSyntax'), recipe.promptSyntax.id, capabilities.promptSyntax);
};

/** A model that edits is told a whole picture, at every step. */
const checkEdit = ({ source }: Recipe, { name, edits }: Model): void => {
  if (!edits) return;
  if (source === null) refuse('bad-input', 'recipe.source', sentence('source.needed', { name }));
  else if (source.mask !== null) refuse('bad-input', 'recipe.source', sentence('source.no-mask', { name }));
};

type Size = Readonly<{ width: number; height: number }>;

/** What the networks see at a time of a pass. */
const passSize = ({ width, height }: Size, { tiles }: Recipe): Size => ({
  width: Math.min(width, tiles?.width ?? Infinity),
  height: Math.min(height, tiles?.height ?? Infinity),
});

const checkSize = (what: 'recipe.width' | 'recipe.hires', { width, height }: Size, model: Model): void => {
  const { sizes } = model;
  if (sizes.kind === 'fixed') {
    if (sizes.list.some(([w, h]) => w === width && h === height)) return;
    const list = sizes.list.map(([w, h]) => `${w}×${h}`).join(', ');
    refuse(
      'model-cannot',
      what,
      sentence('size.only-these', { name: model.name, width: { pixels: width }, height: { pixels: height }, list }),
    );
    return;
  }
  const { multiple, min, max } = sizes;
  const fits = (side: number): boolean => side >= min && side <= max && side % multiple === 0;
  if (fits(width) && fits(height)) return;
  refuse(
    'model-cannot',
    what === 'recipe.width' && fits(width) ? 'recipe.height' : what,
    sentence('size.multiple', {
      name: model.name,
      width: { pixels: width },
      height: { pixels: height },
      multiple,
      min: { pixels: min },
      max: { pixels: max },
    }),
  );
};

const checkPiece = (what: string, kind: Words, id: string, known: readonly PieceDescriptor[]): void => {
  if (known.some((piece) => piece.id === id)) return;
  refuse('bad-input', what, sentence('piece.unknown', { kind, id, known: known.map((piece) => piece.id).join(', ') }));
};
