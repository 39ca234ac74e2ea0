/** What a tensor of a LoRA file is within its module; the formulas are in `formulas.ts`. */
export type Part =
  | 'down'
  | 'up'
  | 'mid'
  | 'alpha'
  | 'dora'
  | 'diff'
  | 'hada_w1_a'
  | 'hada_w1_b'
  | 'hada_w2_a'
  | 'hada_w2_b'
  | 'hada_t1'
  | 'hada_t2'
  | 'lokr_w1'
  | 'lokr_w1_a'
  | 'lokr_w1_b'
  | 'lokr_w2'
  | 'lokr_w2_a'
  | 'lokr_w2_b'
  | 'lokr_t2';

/** Ends of tensor names, by kohya's scripts, diffusers (three generations), PEFT and LyCORIS. */
const endings: readonly (readonly [string, Part])[] = [
  ['.lora_down.weight', 'down'],
  ['.lora_up.weight', 'up'],
  ['.lora_mid.weight', 'mid'],
  ['.lora_A.weight', 'down'],
  ['.lora_B.weight', 'up'],
  ['.lora_A.default.weight', 'down'],
  ['.lora_B.default.weight', 'up'],
  ['.lora_A.default_0.weight', 'down'],
  ['.lora_B.default_0.weight', 'up'],
  ['.lora.down.weight', 'down'],
  ['.lora.up.weight', 'up'],
  ['.lora_linear_layer.down.weight', 'down'],
  ['.lora_linear_layer.up.weight', 'up'],
  ['_lora.down.weight', 'down'],
  ['_lora.up.weight', 'up'],
  ['.alpha', 'alpha'],
  ['.dora_scale', 'dora'],
  ['.lora_magnitude_vector', 'dora'],
  ['.lora_magnitude_vector.weight', 'dora'],
  ['.lora_magnitude_vector.default.weight', 'dora'],
  ['.diff', 'diff'],
  ...(['hada_w1_a', 'hada_w1_b', 'hada_w2_a', 'hada_w2_b', 'hada_t1', 'hada_t2'] as const).map((part) => [`.${part}`, part] as const),
  ...(['lokr_w1', 'lokr_w1_a', 'lokr_w1_b', 'lokr_w2', 'lokr_w2_a', 'lokr_w2_b', 'lokr_t2'] as const).map(
    (part) => [`.${part}`, part] as const,
  ),
];

/** Which network a module belongs to. `any`: the writer did not say. */
export type Home = 'denoiser' | 'text-encoder' | 'text-encoder-2' | 'any';

/** Beginnings of tensor names. The first that fits is taken off. */
const beginnings: readonly (readonly [string, Home])[] = [
  ['lora_unet_', 'denoiser'],
  ['lora_te1_', 'text-encoder'],
  ['lora_te2_', 'text-encoder-2'],
  ['lora_te_', 'text-encoder'],
  ['lycoris_', 'any'],
  ['unet.', 'denoiser'],
  ['diffusion_model.', 'denoiser'],
  ['text_encoder_2.', 'text-encoder-2'],
  ['text_encoder.', 'text-encoder'],
];

/** Names are compared with every dot as an underscore: kohya's files keep no dots. */
export const flat = (path: string): string => path.replaceAll('.', '_');

/** The place of a tensor in a LoRA: its network, its module (flat) and its part. Null for a name of no known kind. */
export const placeOf = (name: string): Readonly<{ home: Home; module: string; part: Part }> | null => {
  const ending = endings.find(([text]) => name.endsWith(text));
  if (ending === undefined) return null;
  const path = name
    .slice(0, -ending[0].length)
    .replace(/^base_model\.model\./, '')
    .replace('.processor.', '.');
  const beginning = beginnings.find(([text]) => path.startsWith(text));
  const [text, home] = beginning ?? ['', 'any'];
  return { home, module: flat(path.slice(text.length)), part: ending[1] };
};
