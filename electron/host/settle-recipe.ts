import type { EngineRequest } from '../contract/engine.ts';
import { Failure } from '../contract/failure.ts';
import type { Model, ModelFile } from '../contract/records.ts';
import { limits, type PartName, type Recipe, type RecipeLora } from '../contract/recipe.ts';
import { inversionsNamed, tokenIn } from './named-inversions.ts';
import { hashOf } from './model-files/hash.ts';
import { createLoraFits } from './model-files/lora-fits.ts';
import type { Models } from './models.ts';
import { candidateOf, findPart, type Candidate, type Finding, type FoundPart } from './part-finder.ts';
import { lorasOutOf } from './prompt-loras.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

export type Located = Readonly<{ model: Model; weak: Model | null }> &
  Pick<Extract<EngineRequest, { kind: 'run' }>, 'loras' | 'inversions'> &
  Readonly<{ vae: FoundPart | null; textEncoders: FoundPart | null }>;

/** Names in a recipe and what they stand for in the model folders. */
export type Settler = Readonly<{
  /**
   * The recipe with what was really asked: LoRAs out of the prompt, everything that is used by name and content, what a person said of the model.
   * Throws a `Failure` that names the field.
   */
  settle: (recipe: Recipe) => Promise<Recipe>;
  /** The model that a recipe means, wherever it lies now. */
  model: (recipe: Recipe) => Promise<Model>;
  /** Why a LoRA changes nothing in a model, both by id; null where it does. */
  loraFits: (pair: Readonly<{ model: string; lora: string }>) => Promise<Words | null>;
  /** Where everything that a recipe names lies now. Throws a `Failure` for what is not there any more. */
  locate: (recipe: Recipe) => Promise<Located>;
}>;

const modelCandidate = ({ id, name, folder, bytes }: Model): Candidate => ({ id, name, path: folder, bytes });

const canLend =
  (part: 'vae' | 'textEncoders') =>
  ({ components }: Model): boolean =>
    components.some(({ role }) => role === (part === 'vae' ? 'vae-decoder' : 'text-encoder'));

const partKinds = { vae: sentence('kind.vae'), textEncoders: sentence('kind.textEncoders') } as const;
const fileKinds: Readonly<Record<'vae' | 'textEncoders', ModelFile['kind']>> = { vae: 'vae', textEncoders: 'text-encoder' };

const tooStrong = (name: string): Failure =>
  new Failure({
    code: 'bad-input',
    message: sentence('lora.weight', { name, max: limits.loraWeight }),
    what: 'recipe.prompt',
  });

const otherLoras = (): Failure =>
  new Failure({
    code: 'bad-input',
    message: sentence('branch.loras'),
    what: 'recipe.prompt',
  });

export const createSettler = ({ db, search, models }: Finding & Readonly<{ models: Models }>): Settler => {
  const finding: Finding = { db, search };
  const filesOf = async (kind: ModelFile['kind']): Promise<readonly ModelFile[]> =>
    (await models.files()).filter((file) => file.kind === kind);
  const candidates = async (kind: ModelFile['kind']): Promise<readonly Candidate[]> =>
    (await filesOf(kind)).filter(({ problems }) => problems.length === 0).map(candidateOf);

  /** By id where it is here and nothing else is known; by content wherever it has gone. */
  const modelOf = async (named: Recipe['model'], what: string): Promise<Model> => {
    const list = await models.list();
    const here = list.find(({ id }) => id === named.id);
    if (here !== undefined && (named.hash === null || here.hash === null || here.hash === named.hash)) return here;
    if (named.hash === null || list.length === 0) return models.find(named.id);
    try {
      const { id } = await findPart(finding, named, list.map(modelCandidate), { kind: sentence('kind.model'), what });
      return await models.find(id);
    } catch (error) {
      // the file here is another one than then: the person sees that it was changed by the hash of the new picture
      if (here !== undefined) return here;
      throw error;
    }
  };

  const partOf = async (part: 'vae' | 'textEncoders', named: PartName) => {
    const lenders = (await models.list()).filter(canLend(part)).map(modelCandidate);
    return findPart(finding, named, [...(await candidates(fileKinds[part])), ...lenders], {
      kind: partKinds[part],
      what: `recipe.components.${part}`,
    });
  };

  /** What a person chose for the model stands in the recipe, so that the picture can be made again when the choice is another. */
  const chosenPart = async (part: 'vae' | 'textEncoders', recipe: Recipe, model: Model): Promise<PartName | null> => {
    const named = recipe.components[part];
    const id = model.choices[part];
    if (named === null && id === null) return null;
    const { name, hash } = await partOf(part, named ?? { name: id ?? '', hash: null });
    return { name, hash };
  };

  const fromPrompt = (prompt: string): ReturnType<typeof lorasOutOf> => {
    const taken = lorasOutOf(prompt);
    for (const { name, weight, textWeight } of taken.loras)
      if (Math.max(Math.abs(weight), Math.abs(textWeight ?? 0)) > limits.loraWeight) throw tooStrong(name);
    return taken;
  };

  const fits = createLoraFits();
  const settleLora = async (lora: RecipeLora, what: string, model: string, textEncoders: string | null): Promise<RecipeLora> => {
    const { name, path } = await findPart(finding, lora, await candidates('lora'), { kind: sentence('kind.lora'), what });
    const problem = await fits({ model, textEncoders, lora: path });
    if (problem !== null) throw new Failure({ code: 'bad-input', message: [problem, sentence('recipe.take-out')], what });
    return { ...lora, name, hash: await hashOf(db, path) };
  };

  const settleInversions = async ({ prompt, negativePrompt, inversions, branch }: Recipe): Promise<Recipe['inversions']> => {
    const prompts = [{ prompt, negativePrompt }, ...(branch?.earlier ?? [])].flatMap((said) => [said.prompt, said.negativePrompt]);
    // those that a recipe brought along keep their content, as long as the prompts still name them
    const brought = inversions.filter(({ token }) => prompts.some((text) => tokenIn(text, token) !== null));
    const here = inversionsNamed(prompts, await filesOf('inversion')).filter(
      ({ inversion }) =>
        inversion.problems.length === 0 && !brought.some(({ name }) => name.toLowerCase() === inversion.name.toLowerCase()),
    );
    const kept = await Promise.all(
      brought.map(async (one) => {
        await findPart(finding, one, await candidates('inversion'), { kind: sentence('kind.inversion'), what: 'recipe.prompt' });
        return one;
      }),
    );
    return [
      ...kept,
      ...(await Promise.all(
        here.map(async ({ inversion, token }) => ({ name: inversion.name, hash: await hashOf(db, inversion.file), token })),
      )),
    ];
  };

  return {
    model: (recipe) => modelOf(recipe.model, 'recipe.model.id'),
    settle: async (recipe) => {
      const model = await modelOf(recipe.model, 'recipe.model.id');
      const { prompt, loras } = fromPrompt(recipe.prompt);
      if (recipe.branch !== null && loras.length > 0) throw otherLoras();
      const [vae, textEncoders] = [await chosenPart('vae', recipe, model), await chosenPart('textEncoders', recipe, model)];
      const lender = textEncoders === null ? null : (await partOf('textEncoders', textEncoders)).path;
      const settled: Recipe = {
        ...recipe,
        prompt,
        model: { id: model.id, name: model.name, hash: model.hash },
        components: { vae, textEncoders },
        predicts: recipe.predicts ?? model.choices.predicts,
        loras: [
          ...(await Promise.all(recipe.loras.map((lora, i) => settleLora(lora, `recipe.loras.${i}`, model.folder, lender)))),
          ...(await Promise.all(loras.map((lora) => settleLora(lora, 'recipe.prompt', model.folder, lender)))),
        ],
      };
      return { ...settled, inversions: await settleInversions(settled) };
    },
    loraFits: async ({ model: id, lora }) => {
      const [model, file] = [await models.find(id), await models.placeOf(lora)];
      const { textEncoders } = await models.forEngine(model);
      return fits({ model: model.folder, textEncoders, lora: file });
    },
    locate: async (recipe) => {
      const model = await modelOf(recipe.model, 'recipe.model.id');
      const { vae, textEncoders } = recipe.components;
      const lora = await candidates('lora');
      const inversion = await candidates('inversion');
      // a branch may have left its parent's weaker model behind
      const weak =
        [recipe.guidance, ...(recipe.branch?.earlier ?? []).map(({ guidance }) => guidance)].find((one) => one.weak !== null)?.weak ?? null;
      return {
        model,
        weak: weak === null ? null : await modelOf(weak, 'recipe.guidance'),
        vae: vae === null ? null : await partOf('vae', vae),
        textEncoders: textEncoders === null ? null : await partOf('textEncoders', textEncoders),
        loras: await Promise.all(
          recipe.loras.map(async ({ weight, textWeight, ...named }, i) => {
            const { path } = await findPart(finding, named, lora, { kind: sentence('kind.lora'), what: `recipe.loras.${i}` });
            return { path, weight, textWeight };
          }),
        ),
        inversions: await Promise.all(
          recipe.inversions.map(async ({ token, ...named }) => {
            const { path } = await findPart(finding, named, inversion, { kind: sentence('kind.inversion'), what: 'recipe.prompt' });
            return { path, token };
          }),
        ),
      };
    },
  };
};
