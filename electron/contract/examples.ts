import type { EngineModel } from './engine.ts';
import { Recipe } from './recipe.ts';

/** A recipe for tests: everything that a test does not care about. */
export const aRecipe = (changes: Partial<Recipe> = {}): Recipe =>
  Recipe.parse({
    version: 1,
    prompt: 'a red balloon on a beach',
    negativePrompt: '',
    promptSyntax: { id: 'plain@1', options: {} },
    model: { id: 'tiny', name: 'tiny', hash: null },
    width: 64,
    height: 64,
    seed: 7,
    noise: { id: 'torch-cpu@1', options: {} },
    prior: { id: 'gaussian@1', options: {} },
    steps: 4,
    sampler: { id: 'euler@1', options: {} },
    schedule: { id: 'model@1', options: {} },
    guidance: { id: 'cfg@1', options: {}, scale: 5 },
    source: null,
    made: null,
    ...changes,
  });

/** A model as it is, for tests. */
export const engineModel = (path: string, changes: Partial<EngineModel> = {}): EngineModel => ({
  path,
  vae: null,
  textEncoders: null,
  previewDecoder: null,
  family: null,
  predicts: null,
  ...changes,
});
