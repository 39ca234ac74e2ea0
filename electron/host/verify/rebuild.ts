import type { KnownFields } from '../../contract/origin.ts';
import { Failure } from '../../contract/failure.ts';
import { guidanceFor } from '../../contract/guidance-for.ts';
import { Recipe } from '../../contract/recipe.ts';
import type { Capabilities, Model, PieceDescriptor } from '../../contract/records.ts';
import type { Difference } from '../../contract/verification.ts';
import type { Locate } from '../import/locate.ts';
import { settingsInFile } from '../import/read-file.ts';
import type { Models } from '../models.ts';
import { sentence, type Words } from '../../../native-models/words/sentence.ts';

/** A recipe for a picture of another program, and all that is known to be otherwise in it. */
export type Rebuilt = Readonly<{
  tool: string;
  recipe: Recipe /** As the file says it, in whatever kind. */;
  modelHash: string | null;
  differences: readonly Difference[];
}>;
/** Makes a recipe of what another program's file says. Throws a `Failure` where it says too little, or names what is not here. */
export type Rebuild = (file: Buffer) => Promise<Rebuilt>;

/** Whose random numbers a program draws where its file does not say: those of the graphics card that most people have. */
const noiseOfTool: Readonly<Record<string, string>> = {
  A1111: 'a1111-nv@1',
  Forge: 'a1111-nv@1',
  ComfyUI: 'comfyui-gpu@1',
  SwarmUI: 'comfyui-gpu@1',
};
const mostSettings = 20;

const lacking = (message: Words, what: string): Failure => new Failure({ code: 'bad-input', message, what });

const modelHere = (named: KnownFields['model'], models: readonly Model[]): Model => {
  if (named === null || named.name === '') throw lacking(sentence('verify.no-model'), 'recipe.model');
  const found = models.find(({ name }) => name.toLowerCase() === named.name.toLowerCase());
  if (found !== undefined) return found;
  throw new Failure({ code: 'not-found', message: sentence('verify.model-gone', { name: named.name }), what: 'recipe.model' });
};

const firstOf = (pieces: readonly PieceDescriptor[], id?: string): { id: string; options: Record<string, never> } => ({
  id: (pieces.find((piece) => piece.id === id) ?? pieces[0])?.id ?? 'unknown@1',
  options: {},
});

export const createRebuild =
  ({ locate, models, capabilities }: { locate: Locate; models: Models; capabilities: () => Promise<Capabilities> }): Rebuild =>
  async (file) => {
    const said = await settingsInFile(file);
    if (said.tool === null) throw lacking([...(said.reason === null ? [] : [said.reason]), sentence('verify.no-recipe')], 'file');
    const { prompt, seed, strength } = said.fields;
    if (prompt === null || seed === null) throw lacking(sentence('verify.no-words'), 'file');
    if (strength !== null)
      throw new Failure({
        code: 'not-found',
        message: sentence('verify.no-source'),
        what: 'recipe.source',
      });
    const [{ fields, leftBehind }, known] = [await locate(said), await capabilities()];
    const model = modelHere(fields.model, await models.list());
    const { defaults } = model;
    const taken = {
      steps: fields.steps ?? defaults.steps,
      sampler: fields.sampler ?? defaults.sampler,
      schedule: fields.schedule ?? defaults.schedule,
      noise: fields.noise ?? firstOf(known.noise, noiseOfTool[said.tool]),
    };
    const recipe = Recipe.parse({
      version: 1,
      prompt: fields.prompt ?? prompt,
      negativePrompt: fields.negativePrompt ?? '',
      promptSyntax: firstOf(known.promptSyntax, fields.promptSyntax?.id ?? 'a1111-weights@1'),
      model: { id: model.id, name: model.name, hash: model.hash },
      width: fields.width ?? defaults.width,
      height: fields.height ?? defaults.height,
      seed,
      prior: firstOf(known.priors, 'gaussian@1'),
      ...taken,
      guidance: { ...firstOf(guidanceFor(model, known.guidance)), scale: fields.guidance ?? defaults.guidance },
      source: null,
      hires: fields.hires,
      loras: fields.loras ?? [],
      made: null,
    });
    const unsaid = (['sampler', 'schedule', 'noise'] as const).flatMap((what): Difference[] =>
      fields[what] === null ? [{ what, made: '–', now: taken[what].id }] : [],
    );
    const left = leftBehind
      .slice(0, mostSettings)
      .map(({ name, value }): Difference => ({ what: 'setting', made: `${name}: ${value}`, now: '–' }));
    return { tool: said.tool, recipe, modelHash: said.fields.model?.hash ?? null, differences: [...unsaid, ...left] };
  };
