import { parseParameters } from './a1111-text.ts';
import { parseDream, splitBrackets } from './dream-text.ts';
import { lorasOfSwarm } from './loras.ts';
import { secondPass } from './second-pass.ts';
import { at, isTree, parseJson, type Tree } from './tolerant-json.ts';
import type { Words } from './words.ts';

/** A program's words as names and values. Null where they are another program's; throws where they are broken. */
export type Parse = (text: string, words: Words) => Tree | null;

const a1111Syntax = { id: 'a1111-weights@1', options: {} };

/** The last text that was parsed: every rule looks at the same words. */
let last: Readonly<{ text: string; tree: unknown }> | null = null;

export const json = (text: string): Tree | null => {
  if (!text.trimStart().startsWith('{')) return null;
  if (last?.text !== text) last = { text, tree: parseJson(text) };
  return isTree(last.tree) ? last.tree : null;
};

/** JSON that has something at every path. */
export const jsonWith =
  (...paths: readonly string[]) =>
  (text: string): Tree | null => {
    const tree = json(text);
    return tree !== null && paths.every((path) => at(tree, path) !== undefined) ? tree : null;
  };

/** `parameters` whose version says whose they are; A1111 itself where it says nothing else. */
export const parametersOf =
  (of: RegExp) =>
  (text: string): Tree | null => {
    const tree = parseParameters(text);
    return tree !== null && of.test([tree['Version'], tree['App']].filter((name) => typeof name === 'string').join(' '))
      ? { ...tree, promptSyntax: a1111Syntax }
      : null;
  };

export const sdMetadata: Parse = (text) => {
  const tree = jsonWith('image')(text);
  const prompt = at(tree, 'image.prompt.0.prompt') ?? at(tree, 'image.prompt');
  return tree === null || typeof prompt !== 'string' ? null : { ...tree, ...splitBrackets(prompt) };
};

export const dream: Parse = (text) => {
  const tree = parseDream(text);
  return tree === null ? null : { ...tree, ...splitBrackets(String(tree['prompt'])) };
};

/** Since version 4 the prompts stand in captions, and each character has a prompt of its own. */
export const novelAi: Parse = (text, words) => {
  const tree = jsonWith('sampler', 'steps')(text);
  if (tree === null || (at(tree, 'uc') === undefined && at(tree, 'v4_prompt') === undefined)) return null;
  const { v4_prompt: positive, v4_negative_prompt: negative, ...rest } = tree;
  const characters = (caption: unknown): unknown[] => {
    const list = at(caption, 'caption.char_captions');
    return (Array.isArray(list) ? list : []).filter((one) => at(one, 'char_caption') !== '');
  };
  return {
    ...rest,
    prompt: at(positive, 'caption.base_caption') ?? tree['prompt'] ?? words.get('Description'),
    negative: at(negative, 'caption.base_caption') ?? tree['uc'],
    model: words.get('Source'),
    characters: characters(positive),
    'characters (negative)': characters(negative),
  };
};

export const swarm: Parse = (text) => {
  const tree = jsonWith('sui_image_params')(text);
  const own = tree?.['sui_image_params'];
  if (tree === null || !isTree(own)) return null;
  const { sui_image_params: _own, sui_models: models, ...rest } = tree;
  const hash = (Array.isArray(models) ? models : [])
    .map((model) => (at(model, 'param') === 'model' ? at(model, 'hash') : null))
    .find(Boolean);
  const model =
    typeof own['model'] === 'string' && typeof hash === 'string' ? { name: own['model'], hash: hash.replace(/^0x/, '') } : own['model'];
  const [upscale, method] = [Number(own['refinerupscale'] ?? 1), own['refinerupscalemethod']];
  // another model in the second pass has no place here
  const hires =
    upscale > 1 && own['refinermodel'] === undefined
      ? secondPass({
          width: Number(own['width']) * upscale,
          height: Number(own['height']) * upscale,
          strength: Number(own['refinercontrolpercentage'] ?? 0.2),
          steps: Number(own['refinersteps'] ?? own['steps']),
          enlarge: typeof method === 'string' && method.startsWith('latent') ? 'latent' : 'pixels',
        })
      : null;
  const taken = hires === null ? {} : { hires, refinerupscale: undefined, refinercontrolpercentage: undefined, refinersteps: undefined };
  return { ...rest, ...own, model, ...lorasOfSwarm(own, models), ...taken };
};

/** LoRAs stand in a list, and in slots `lora_combined_1: name : weight`; older versions have the slots alone. */
export const fooocus: Parse = (text) => {
  const tree = jsonWith('prompt', 'base_model')(text);
  if (tree === null) return null;
  const slots = Object.entries(tree).filter(([name]) => name.startsWith('lora_combined_'));
  const combined = slots.map(([, value]) => (typeof value === 'string' ? value.split(' : ').slice(-2) : value));
  const listed = Array.isArray(tree['loras']) && tree['loras'].length > 0;
  return {
    ...tree,
    loras: listed ? tree['loras'] : combined,
    ...(listed || combined.length > 0 ? Object.fromEntries(slots.map(([name]) => [name, undefined])) : {}),
  };
};

/** A second configuration, `v2`, repeats the first; only LoRAs and what has no place are new in it. */
export const drawThings: Parse = (text) => {
  const tree = jsonWith('c', 'model', 'sampler')(text);
  if (tree === null) return null;
  const { v2, lora, ...rest } = tree;
  const hires =
    at(v2, 'hiresFix') === true
      ? `${String(at(v2, 'hiresFixWidth'))}x${String(at(v2, 'hiresFixHeight'))}, ${String(at(v2, 'hiresFixStrength'))}`
      : null;
  return { ...rest, loras: lora ?? at(v2, 'loras'), controls: at(v2, 'controls'), refiner: at(v2, 'refinerModel'), 'hires fix': hires };
};

/** Every setting is a chunk of its own in a PNG, one JSON elsewhere; names are of the program or of its screen. */
export const easyDiffusion: Parse = (text, words) => {
  const tree = json(text) ?? Object.fromEntries(words);
  const names = [
    ['prompt', 'Prompt'],
    ['negative_prompt', 'Negative Prompt'],
    ['seed', 'Seed'],
    ['use_stable_diffusion_model', 'Stable Diffusion model'],
    ['sampler_name', 'Sampler'],
    ['width', 'Width'],
    ['height', 'Height'],
    ['num_inference_steps', 'Steps'],
    ['guidance_scale', 'Guidance Scale'],
    ['prompt_strength', 'Prompt Strength'],
    ['use_lora_model', 'LoRA model'],
    ['lora_alpha', 'LoRA Strength'],
  ] as const;
  const plain = Object.fromEntries(
    names.flatMap(([name, shown]) => ((tree[name] ?? tree[shown]) === undefined ? [] : [[name, tree[name] ?? tree[shown]]])),
  );
  if (plain['use_stable_diffusion_model'] === undefined || plain['prompt'] === undefined) return null;
  const shown = new Set<string>(names.map(([, name]) => name));
  const { use_lora_model: lora, lora_alpha: alpha, ...rest } = plain;
  const list = (value: unknown): unknown[] =>
    Array.isArray(value) ? value : value === undefined || value === null || value === 'None' || value === '' ? [] : [value];
  const loras = list(lora).map((name, index) => ({ name, weight: list(alpha)[index] ?? 1 }));
  return {
    ...Object.fromEntries(Object.entries(tree).filter(([name]) => !shown.has(name))),
    ...rest,
    ...(loras.length === 0 ? {} : { loras, use_lora_model: undefined, lora_alpha: undefined }),
  };
};

/** Civitai's generator keeps what was asked for beside the graph. */
export const civitai: Parse = (text) => {
  const said = jsonWith('extraMetadata')(text)?.['extraMetadata'];
  return typeof said === 'string' ? json(said) : null;
};
