import { fileURLToPath } from 'node:url';
import { generatePicture, type Model, type Picture, type Source } from '../pipelines/index.ts';

export type Wanted = Readonly<{ prompt: string; seed: number }>;
export type Settings = Readonly<{
  steps?: number | undefined;
  guidance?: number | undefined;
  sampler?: string | undefined;
  source?: Source;
}>;

/** The path of a file beside these. */
export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export const models = here('../../assets/models');
export const starter = `${models}/starter`;

/** One picture as the app itself makes it, with what the model says of itself where nothing else is asked for. */
export const draw = async (
  model: Model,
  { prompt, seed }: Wanted,
  { steps, guidance, sampler, source }: Settings = {},
): Promise<Picture> => {
  const { defaults } = model.description;
  const run = generatePicture(
    model,
    {
      prompt,
      seed,
      negativePrompt: '',
      width: defaults.width,
      height: defaults.height,
      steps: steps ?? defaults.steps,
      sampler: { id: sampler ?? defaults.sampler, options: {} },
      schedule: { id: defaults.schedule, options: {} },
      guidance: { id: 'cfg@1', options: {}, scale: guidance ?? defaults.guidance },
      noise: { id: 'torch-cpu@1', options: {} },
      prior: defaults.prior ?? { id: 'gaussian@1', options: {} },
      promptSyntax: { id: 'plain@1', options: {} },
      source: source ?? null,
    },
    new AbortController().signal,
  );
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value.picture;
  }
};
