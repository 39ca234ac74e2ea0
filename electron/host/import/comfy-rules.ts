/** What the walk through a ComfyUI graph knows of nodes: names of inputs, not of node packs, so that a node nobody has heard of is passed through. */

/** A node of this kind takes the last step before a picture: its inputs are what was asked for. */
export const outputs = /^(SaveImage|PreviewImage|Image Save|SaveAnimated)|Save.*Image|Image.*Sav/i;

/** Inputs that hold words, the likeliest first; `text_g` and `t5xxl` are the main one of two encoders. */
export const textInputs = [
  'text',
  'text_g',
  't5xxl',
  'prompt',
  'string',
  'value',
  'populated_text',
  'wildcard_text',
  'Text',
  'text_l',
  'clip_l',
  'source',
  'positive',
];
/** Inputs that hold a number, where a node does nothing but give one. */
export const numberInputs = ['value', 'seed', 'noise_seed', 'int', 'float', 'number', 'Value', 'INT', 'a', 'steps', 'cfg'];
/** Inputs that hold the name of a choice, where a node does nothing but give one. */
export const choiceInputs = ['value', 'sampler_name', 'scheduler', 'string', 'text'];
/** Files of a whole model, or of its network alone. */
export const modelInputs = ['ckpt_name', 'unet_name', 'model_name', 'gguf_name', 'base_ckpt_name', 'model_path'];

/** Pairs of inputs that are the size of an empty latent. */
export const sizeInputs = [
  ['width', 'height'],
  ['empty_latent_width', 'empty_latent_height'],
] as const;

/** What one sampler asks for, by the names of the inputs. */
export const settings = {
  seed: ['seed', 'noise_seed'],
  steps: ['steps'],
  cfg: ['cfg'],
  sampler_name: ['sampler_name'],
  scheduler: ['scheduler'],
  denoise: ['denoise'],
} as const;
/** Parts of a sampler that stand in nodes of their own are behind these links. */
export const partLinks = ['noise', 'sigmas', 'guider', 'sampler'];
/** Links that a model comes along, from its loader to the sampler, also through a bundle of everything; not those of a merge, which has several. */
export const modelLinks =
  /^(model|guider|input\d*|value\d*|any(_\d+)?|on_true|on_false|(base_)?ctx(_\d+)?|(basic_)?pipe|context|sdxl_tuple|)$/;

/** Nodes that make one text of several. */
export const joiners = /concat|join|combine|append|merge|StringFunction/i;

/** Nodes that hand one of their inputs on: which one, by a yes or no or by a number. */
export const switches = {
  yesNo: { by: ['switch', 'boolean', 'condition', 'boolean_value', 'value'], yes: 'on_true', no: 'on_false' },
  numbered: { by: ['select', 'index', 'Input', 'selected'], input: /^(?:input|value|text|image|model|any|conditioning|latent)_?0*(\d+)$/i },
} as const;

/** How a node names a LoRA, its strengths and its switch; `#` is the number of a slot. */
export type LoraSlot = Readonly<{ name: string; weight: readonly string[]; text: readonly string[]; on: readonly string[] }>;
export const loraSlots: readonly LoraSlot[] = [
  {
    name: 'lora_name',
    weight: ['strength_model', 'lora_model_strength', 'strength'],
    text: ['strength_clip', 'lora_clip_strength'],
    on: [],
  },
  {
    name: 'lora_name_#',
    weight: ['model_str_#', 'model_weight_#', 'strength_model_#', 'lora_wt_#'],
    text: ['clip_str_#', 'clip_weight_#', 'strength_clip_#'],
    on: ['switch_#', 'lora_enabled_#'],
  },
  { name: 'lora_#_name', weight: ['lora_#_model_strength', 'lora_#_strength'], text: ['lora_#_clip_strength'], on: ['lora_#_enabled'] },
  { name: 'lora_#', weight: ['strength_#'], text: [], on: ['switch_#'] },
  { name: 'lora', weight: ['strength', 'strength_model'], text: ['strength_clip'], on: [] },
];

/** Nodes that are one schedule and nothing else. */
export const scheduleNodes: Readonly<Record<string, string>> = {
  KarrasScheduler: 'karras',
  ExponentialScheduler: 'exponential',
  PolyexponentialScheduler: 'polyexponential',
  BetaSamplingScheduler: 'beta',
  AlignYourStepsScheduler: 'align_your_steps',
};

/** What the editor does with a seed after a run; it stands behind the seed among the values. */
export const controls = new Set(['fixed', 'increment', 'decrement', 'randomize']);

/** The order in which the editor's own file lists the values of a node's widgets; `_` is one that only the editor has. */
export const widgets: Readonly<Record<string, readonly string[]>> = {
  KSampler: ['seed', '_', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'],
  KSamplerAdvanced: ['add_noise', 'noise_seed', '_', 'steps', 'cfg', 'sampler_name', 'scheduler', 'start_at_step', 'end_at_step'],
  SamplerCustom: ['add_noise', 'noise_seed', '_', 'cfg'],
  RandomNoise: ['noise_seed', '_'],
  KSamplerSelect: ['sampler_name'],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  KarrasScheduler: ['steps', 'sigma_max', 'sigma_min', 'rho'],
  ExponentialScheduler: ['steps', 'sigma_max', 'sigma_min'],
  CFGGuider: ['cfg'],
  FluxGuidance: ['guidance'],
  CLIPTextEncode: ['text'],
  CLIPTextEncodeSDXL: ['width', 'height', 'crop_w', 'crop_h', 'target_width', 'target_height', 'text_g', 'text_l'],
  CLIPTextEncodeFlux: ['clip_l', 't5xxl', 'guidance'],
  CheckpointLoaderSimple: ['ckpt_name'],
  CheckpointLoader: ['config_name', 'ckpt_name'],
  UNETLoader: ['unet_name', 'weight_dtype'],
  EmptyLatentImage: ['width', 'height', 'batch_size'],
  EmptySD3LatentImage: ['width', 'height', 'batch_size'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  'KSampler (Efficient)': ['seed', '_', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'],
  'Efficient Loader': [
    'ckpt_name',
    'vae_name',
    'clip_skip',
    'lora_name',
    'lora_model_strength',
    'lora_clip_strength',
    'positive',
    'negative',
    'token_normalization',
    'weight_interpretation',
    'empty_latent_width',
    'empty_latent_height',
    'batch_size',
  ],
  PrimitiveNode: ['value', '_'],
  String: ['value'],
};
