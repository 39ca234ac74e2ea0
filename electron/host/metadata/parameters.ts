import type { Recipe } from '../../contract/recipe.ts';

/** The names that other programs know our samplers by. */
const samplerNames: Readonly<Record<string, string>> = {
  euler: 'Euler',
  'euler-ancestral': 'Euler a',
  heun: 'Heun',
  lms: 'LMS',
  dpm2: 'DPM2',
  'dpm2-ancestral': 'DPM2 a',
  'dpmpp-2s-ancestral': 'DPM++ 2S a',
  'dpmpp-2m': 'DPM++ 2M',
  'dpmpp-2m-sde': 'DPM++ 2M SDE',
  'dpmpp-3m-sde': 'DPM++ 3M SDE',
  'dpmpp-sde': 'DPM++ SDE',
  'dpm-fast': 'DPM fast',
  'dpm-adaptive': 'DPM adaptive',
  ddim: 'DDIM',
  plms: 'PLMS',
  unipc: 'UniPC',
  restart: 'Restart',
  lcm: 'LCM',
};
const scheduleNames: Readonly<Record<string, string>> = {
  karras: 'Karras',
  exponential: 'Exponential',
  polyexponential: 'Polyexponential',
  'sgm-uniform': 'SGM Uniform',
  'kl-optimal': 'KL Optimal',
  'align-your-steps': 'Align Your Steps',
  normal: 'Normal',
  simple: 'Simple',
  'ddim-uniform': 'DDIM',
  beta: 'Beta',
};

const plain = (id: string): string => id.slice(0, id.indexOf('@'));
const quoted = (value: string): string => (/[,:"\n]/.test(value) ? JSON.stringify(value) : value);

/** The recipe as the text that A1111 writes and half the world reads: prompt, negative prompt, one line of settings. */
export const toParameters = (recipe: Recipe): string => {
  const schedule = scheduleNames[plain(recipe.schedule.id)];
  const settings: (readonly [string, string])[] = [
    ['Steps', String(recipe.steps)],
    ['Sampler', samplerNames[plain(recipe.sampler.id)] ?? plain(recipe.sampler.id)],
    ...(schedule === undefined ? [] : [['Schedule type', schedule] as const]),
    ['CFG scale', String(recipe.guidance.scale)],
    ['Seed', String(recipe.seed)],
    ['Size', `${recipe.width}x${recipe.height}`],
    ...(recipe.model.hash === null ? [] : [['Model hash', recipe.model.hash.slice(0, 10)] as const]),
    ['Model', recipe.model.name],
    ...(recipe.source === null ? [] : [['Denoising strength', String(recipe.source.strength)] as const]),
    ...(recipe.made === null ? [] : [['Version', recipe.made.engine] as const]),
  ];
  return [
    recipe.prompt,
    ...(recipe.negativePrompt === '' ? [] : [`Negative prompt: ${recipe.negativePrompt}`]),
    settings.map(([key, value]) => `${key}: ${quoted(value)}`).join(', '),
  ].join('\n');
};
