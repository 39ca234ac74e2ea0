import type { Vocabulary } from '../metadata/piece-names.ts';
import { parseDream, parseParameters, splitBrackets } from './a1111-text.ts';
import { readComfy } from './comfy-graph.ts';
import type { ConversionName } from './conversions.ts';
import { at, isTree, parseJson, type Tree } from './tolerant-json.ts';

/** One field of ours from a value of theirs; where several rules give the same field, the first that has a value counts. */
type FieldRule = readonly [path: string, as: ConversionName];

/** How one program's settings are recognised and read. Everything that is known of a program is in its rule. */
export type Rule = Readonly<{
  tool: string;
  /** Where the words may be (`words.ts`), the likeliest first. */
  places: readonly string[];
  /** The words as names and values. Null where they are another program's; throws where they are broken. */
  parse: (text: string, words: ReadonlyMap<string, string>) => Tree | null;
  vocabularies: readonly Vocabulary[];
  fields: readonly FieldRule[];
  /** What is about the file and not about the picture's making: not worth a word. */
  ignored?: readonly string[];
}>;

const a1111Syntax = { id: 'a1111-weights@1', options: {} };
const everywhere = ['parameters', 'exif:userComment', 'comment', 'xmp:userComment', 'xmp:description', 'exif:imageDescription'] as const;
const json = (text: string): Tree | null => {
  const start = text.trimStart();
  if (!start.startsWith('{')) return null;
  const tree = parseJson(start);
  return isTree(tree) ? tree : null;
};
const jsonWith =
  (...paths: readonly string[]) =>
  (text: string): Tree | null => {
    const tree = json(text);
    return tree !== null && paths.every((path) => at(tree, path) !== undefined) ? tree : null;
  };

/** `parameters` whose version says whose they are; A1111 itself where it says nothing else. */
const version =
  (of: RegExp) =>
  (text: string): Tree | null => {
    const tree = parseParameters(text);
    return tree !== null && of.test([tree['Version'], tree['App']].filter((name) => typeof name === 'string').join(' '))
      ? { ...tree, promptSyntax: a1111Syntax }
      : null;
  };
const a1111Fields: readonly FieldRule[] = [
  ['prompt', 'prompt'],
  ['negativePrompt', 'negativePrompt'],
  ['promptSyntax', 'promptSyntax'],
  ['Steps', 'steps'],
  ['Schedule type', 'schedule'],
  ['Sampler', 'sampler'],
  ['Scheduler', 'schedule'],
  ['CFG scale', 'guidance'],
  ['Distilled CFG Scale', 'guidance'],
  ['Seed', 'seed'],
  ['Size', 'size'],
  ['Model', 'model'],
  ['Model hash', 'modelHash'],
  ['Denoising strength', 'strength'],
  ['noise', 'noise'],
  ['hires', 'hires'],
];
const a1111 = (tool: string, of: RegExp): Rule => ({
  tool,
  places: everywhere,
  parse: version(of),
  vocabularies: ['a1111', 'comfyui'],
  fields: a1111Fields,
  ignored: ['Version', 'App'],
});

const comfyFields: readonly FieldRule[] = [
  ['positive', 'prompt'],
  ['negative', 'negativePrompt'],
  ['seed', 'seed'],
  ['steps', 'steps'],
  ['cfg', 'guidance'],
  ['sampler_name', 'sampler'],
  ['scheduler', 'schedule'],
  ['denoise', 'strength'],
  ['model', 'model'],
  ['width', 'width'],
  ['height', 'height'],
];

/** Every program whose pictures can be read. The first rule that fits counts, but one that finds no prompt gives way to a later one that does. */
export const rules: readonly Rule[] = [
  {
    tool: 'InvokeAI',
    places: ['invokeai_metadata'],
    parse: jsonWith('positive_prompt'),
    vocabularies: ['invokeai'],
    fields: [
      ['positive_prompt', 'prompt'],
      ['negative_prompt', 'negativePrompt'],
      ['width', 'width'],
      ['height', 'height'],
      ['seed', 'seed'],
      ['steps', 'steps'],
      ['cfg_scale', 'guidance'],
      ['guidance', 'guidance'],
      ['scheduler', 'sampler'],
      ['model', 'model'],
      ['strength', 'strength'],
    ],
    ignored: ['app_version', 'generation_mode'],
  },
  {
    tool: 'InvokeAI',
    places: ['sd-metadata'],
    parse: (text) => {
      const tree = jsonWith('image')(text);
      const prompt = at(tree, 'image.prompt.0.prompt') ?? at(tree, 'image.prompt');
      return tree === null || typeof prompt !== 'string' ? null : { ...tree, ...splitBrackets(prompt) };
    },
    vocabularies: ['invokeai'],
    fields: [
      ['prompt', 'prompt'],
      ['negativePrompt', 'negativePrompt'],
      ['image.width', 'width'],
      ['image.height', 'height'],
      ['image.seed', 'seed'],
      ['image.steps', 'steps'],
      ['image.cfg_scale', 'guidance'],
      ['image.sampler', 'sampler'],
      ['image.strength', 'strength'],
      ['model_weights', 'model'],
      ['model_hash', 'modelHash'],
    ],
    ignored: ['image.prompt', 'app_id', 'app_version', 'model', 'image.type'],
  },
  {
    tool: 'InvokeAI',
    places: ['dream', 'Dream'],
    parse: (text) => {
      const tree = parseDream(text);
      return tree === null ? null : { ...tree, ...splitBrackets(String(tree['prompt'])) };
    },
    vocabularies: ['invokeai'],
    fields: [
      ['prompt', 'prompt'],
      ['negativePrompt', 'negativePrompt'],
      ['-W', 'width'],
      ['-H', 'height'],
      ['-S', 'seed'],
      ['-s', 'steps'],
      ['-C', 'guidance'],
      ['-A', 'sampler'],
      ['-f', 'strength'],
    ],
  },
  {
    tool: 'NovelAI',
    places: ['Comment', 'exif:userComment'],
    parse: (text, words) => {
      const tree = jsonWith('sampler', 'steps')(text);
      if (tree === null || (at(tree, 'uc') === undefined && at(tree, 'v4_prompt') === undefined)) return null;
      const prompt = at(tree, 'v4_prompt.caption.base_caption') ?? tree['prompt'] ?? words.get('Description');
      return { ...tree, prompt, negative: at(tree, 'v4_negative_prompt.caption.base_caption') ?? tree['uc'], model: words.get('Source') };
    },
    vocabularies: ['novelai'],
    fields: [
      ['prompt', 'prompt'],
      ['negative', 'negativePrompt'],
      ['width', 'width'],
      ['height', 'height'],
      ['seed', 'seed'],
      ['steps', 'steps'],
      ['scale', 'guidance'],
      ['sampler', 'sampler'],
      ['noise_schedule', 'schedule'],
      ['strength', 'strength'],
      ['model', 'model'],
    ],
    ignored: ['uc', 'request_type', 'signed_hash', 'v4_prompt', 'v4_negative_prompt', 'version', 'n_samples'],
  },
  {
    tool: 'SwarmUI',
    places: everywhere,
    parse: (text) => {
      const tree = jsonWith('sui_image_params')(text);
      return tree === null ? null : (({ sui_image_params: own, ...rest }) => (isTree(own) ? { ...rest, ...own } : null))(tree);
    },
    vocabularies: ['comfyui'],
    fields: [
      ['prompt', 'prompt'],
      ['negativeprompt', 'negativePrompt'],
      ['width', 'width'],
      ['height', 'height'],
      ['seed', 'seed'],
      ['steps', 'steps'],
      ['cfgscale', 'guidance'],
      ['sampler', 'sampler'],
      ['scheduler', 'schedule'],
      ['model', 'model'],
      ['initimagecreativity', 'strength'],
    ],
    ignored: ['swarm_version', 'date', 'generation_time', 'sui_extra_data', 'sui_models', 'nopreviews', 'imageformat'],
  },
  {
    tool: 'Fooocus',
    places: everywhere,
    parse: jsonWith('prompt', 'base_model'),
    vocabularies: ['comfyui', 'a1111'],
    fields: [
      ['prompt', 'prompt'],
      ['negative_prompt', 'negativePrompt'],
      ['resolution', 'size'],
      ['seed', 'seed'],
      ['steps', 'steps'],
      ['guidance_scale', 'guidance'],
      ['sampler', 'sampler'],
      ['scheduler', 'schedule'],
      ['base_model', 'model'],
      ['base_model_hash', 'modelHash'],
    ],
    ignored: ['version', 'metadata_scheme', 'created_by'],
  },
  {
    tool: 'Draw Things',
    places: ['xmp:userComment', 'exif:userComment'],
    parse: jsonWith('c', 'model', 'sampler'),
    vocabularies: ['a1111'],
    fields: [
      ['c', 'prompt'],
      ['uc', 'negativePrompt'],
      ['size', 'size'],
      ['seed', 'seed'],
      ['steps', 'steps'],
      ['scale', 'guidance'],
      ['sampler', 'sampler'],
      ['model', 'model'],
      ['strength', 'strength'],
    ],
    ignored: ['v2', 'profile'],
  },
  {
    tool: 'ComfyUI',
    places: ['prompt', 'workflow'],
    parse: (text) => readComfy(json(text)),
    vocabularies: ['comfyui'],
    fields: comfyFields,
  },
  a1111('Tincture', /^tincture /),
  a1111('Fooocus', /^Fooocus/),
  a1111('Forge', /^(f\d|forge|neo)/i),
  a1111('SD.Next', /SD\.?Next/i),
  a1111('ComfyUI', /^ComfyUI/),
  a1111('Draw Things', /^Draw Things/i),
  a1111('A1111', /^/),
];
