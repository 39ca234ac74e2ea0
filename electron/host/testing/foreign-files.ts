import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { writeMetadata } from '../metadata/formats.ts';
import { chunk, textChunk } from '../metadata/png.ts';

/** Pictures as other programs write them, small and made by hand from what is publicly known of each format. */

const width = 24;
const height = 16;

export const plainPng = (background = '#8040c0'): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();

/** A PNG with texts under keywords. */
export const pngWith = async (texts: Readonly<Record<string, string>>, background?: string): Promise<Buffer> => {
  const file = await plainPng(background);
  return Buffer.concat([
    file.subarray(0, 33),
    ...Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text)),
    file.subarray(33),
  ]);
};

/** A text in `zTXt` that needs no memory on the disk and a lot in a reader. */
export const pngWithChunk = async (type: string, data: Buffer): Promise<Buffer> => {
  const file = await plainPng();
  return Buffer.concat([file.subarray(0, 33), chunk(type, data), file.subarray(33)]);
};

/** A JPEG, WebP or AVIF with a text in Exif's `UserComment`. */
export const userCommentIn = async (format: 'jpeg' | 'webp' | 'avif', text: string): Promise<Buffer> => {
  const file = await sharp(await plainPng())
    .toFormat(format)
    .toBuffer();
  return writeMetadata(file, format, { recipe: null, parameters: text, xmp: [] });
};

/** A WebP with ComfyUI's graphs in Exif's `Make` and `Model`, as its own nodes write them. */
export const comfyWebp = async (prompt: unknown, workflow: unknown): Promise<Buffer> =>
  sharp(await plainPng())
    .withExif({ IFD0: { Make: `workflow:${JSON.stringify(workflow)}`, Model: `prompt:${JSON.stringify(prompt)}` } })
    .webp()
    .toBuffer();

/** Words in the lowest bits of a picture, column by column: of the alpha channel, as NovelAI hides them, or of the colours (`…rgb…`). */
export const stealthPng = async (
  text: string,
  mark: 'stealth_pnginfo' | 'stealth_pngcomp' | 'stealth_rgbinfo' | 'stealth_rgbcomp' = 'stealth_pngcomp',
): Promise<Buffer> => {
  const packed = mark.endsWith('comp') ? gzipSync(Buffer.from(text, 'utf8')) : Buffer.from(text, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(packed.length * 8);
  const bits = Array.from(Buffer.concat([Buffer.from(mark, 'latin1'), length, packed])).flatMap((byte) =>
    Array.from({ length: 8 }, (_, bit) => (byte >> (7 - bit)) & 1),
  );
  const [inColours, side] = [mark.includes('rgb'), 96];
  const channels = inColours ? 3 : 4;
  const data = Buffer.alloc(side * side * channels, 255);
  for (const [at, bit] of bits.entries()) {
    const pixel = inColours ? Math.floor(at / 3) : at;
    const [x, y] = [Math.floor(pixel / side), pixel % side];
    data[(y * side + x) * channels + (inColours ? at % 3 : 3)] = 254 + bit;
  }
  return sharp(data, { raw: { width: side, height: side, channels } })
    .png()
    .toBuffer();
};

/** What InvokeAI ran, values written into its nodes or handed on by others, with a LoRA on the way to the model. */
export const invokeGraph = {
  id: 'graph',
  nodes: {
    positive_prompt: { id: 'positive_prompt', type: 'string', value: 'a paper boat, (storm)1.2' },
    seed: { id: 'seed', type: 'integer', value: 77 },
    loader: {
      id: 'loader',
      type: 'main_model_loader',
      model: { key: 'k', hash: 'blake3:ab12', name: 'dreamshaper-8', base: 'sd-1', type: 'main' },
    },
    lora: {
      id: 'lora',
      type: 'lora_loader',
      lora: { key: 'l', hash: 'blake3:cd34', name: 'ink', base: 'sd-1', type: 'lora' },
      weight: 0.6,
    },
    pos: { id: 'pos', type: 'compel' },
    pos_collect: { id: 'pos_collect', type: 'collect' },
    neg: { id: 'neg', type: 'compel', prompt: 'fog' },
    noise: { id: 'noise', type: 'noise', width: 640, height: 448, use_cpu: true },
    denoise: {
      id: 'denoise',
      type: 'denoise_latents',
      steps: 24,
      cfg_scale: 6.5,
      scheduler: 'euler_a',
      denoising_start: 0,
      denoising_end: 1,
    },
    control: { id: 'control', type: 'controlnet', control_weight: 0.7 },
    out: { id: 'out', type: 'l2i' },
  },
  edges: [
    ['positive_prompt', 'value', 'pos', 'prompt'],
    ['loader', 'unet', 'lora', 'unet'],
    ['lora', 'unet', 'denoise', 'unet'],
    ['pos', 'conditioning', 'pos_collect', 'item'],
    ['pos_collect', 'collection', 'denoise', 'positive_conditioning'],
    ['neg', 'conditioning', 'denoise', 'negative_conditioning'],
    ['seed', 'value', 'noise', 'seed'],
    ['noise', 'noise', 'denoise', 'noise'],
    ['control', 'control', 'denoise', 'control'],
    ['denoise', 'latents', 'out', 'latents'],
  ].map(([source, out, destination, into]) => ({
    source: { node_id: source, field: out },
    destination: { node_id: destination, field: into },
  })),
} as const;

export const a1111Text = [
  'masterpiece, a red fox in snow, (sharp focus:1.2)',
  'second line',
  'Negative prompt: blurry, low quality',
  'Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 1234567890, Size: 512x768, Model hash: 6ce0161689, Model: "v1-5, pruned", Clip skip: 2, Version: v1.10.1',
].join('\n');

/** Two text encoders behind a reroute and a ControlNet, a LoRA on the way to the model, the seed in a node of its own. */
export const comfyPrompt = {
  3: {
    class_type: 'KSampler',
    inputs: {
      seed: ['20', 0],
      steps: 25,
      cfg: 7,
      sampler_name: 'dpmpp_2m_sde_gpu',
      scheduler: 'karras',
      denoise: 1,
      model: ['10', 0],
      positive: ['12', 0],
      negative: ['12', 1],
      latent_image: ['5', 0],
    },
  },
  4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'SDXL\\dreamshaper_8.safetensors' } },
  5: { class_type: 'EmptyLatentImage', inputs: { width: 832, height: 1216, batch_size: 1 } },
  6: { class_type: 'CLIPTextEncode', inputs: { text: ['21', 0], clip: ['10', 1] } },
  7: { class_type: 'CLIPTextEncode', inputs: { text: 'text, watermark', clip: ['10', 1] } },
  8: { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
  9: { class_type: 'SaveImage', inputs: { filename_prefix: 'ComfyUI', images: ['8', 0] } },
  10: {
    class_type: 'LoraLoader',
    inputs: { lora_name: 'ink.safetensors', strength_model: 0.8, strength_clip: 0.7, model: ['4', 0], clip: ['4', 1] },
  },
  11: { class_type: 'Reroute', inputs: { '': ['6', 0] } },
  12: {
    class_type: 'ControlNetApplyAdvanced',
    inputs: { strength: 0.5, positive: ['11', 0], negative: ['7', 0], control_net: ['13', 0], image: ['14', 0] },
  },
  13: { class_type: 'ControlNetLoader', inputs: { control_net_name: 'canny.safetensors' } },
  14: { class_type: 'LoadImage', inputs: { image: 'edges.png' } },
  20: { class_type: 'PrimitiveInt', inputs: { value: 987654321 } },
  21: { class_type: 'StringConcatenate', inputs: { string_a: 'a glass bottle', string_b: 'galaxy inside', delimiter: ', ' } },
} as const;

/** The editor's own file: links by number, values by place. */
export const comfyWorkflow = {
  nodes: [
    {
      id: 3,
      type: 'KSampler',
      mode: 0,
      inputs: [
        { name: 'model', link: 1 },
        { name: 'positive', link: 2 },
        { name: 'negative', link: 3 },
        { name: 'latent_image', link: 4 },
      ],
      widgets_values: [42, 'fixed', 20, 8, 'euler', 'normal', 1],
    },
    { id: 4, type: 'CheckpointLoaderSimple', inputs: [], widgets_values: ['v1-5.ckpt'] },
    { id: 5, type: 'EmptyLatentImage', inputs: [], widgets_values: [512, 512, 1] },
    { id: 6, type: 'CLIPTextEncode', inputs: [{ name: 'clip', link: 5 }], widgets_values: ['a lighthouse'] },
    { id: 7, type: 'CLIPTextEncode', inputs: [{ name: 'clip', link: 6 }], widgets_values: ['fog'] },
    { id: 9, type: 'SaveImage', inputs: [{ name: 'images', link: 8 }], widgets_values: ['ComfyUI'] },
  ],
  links: [
    [1, 4, 0, 3, 0, 'MODEL'],
    [2, 6, 0, 3, 1, 'CONDITIONING'],
    [3, 7, 0, 3, 2, 'CONDITIONING'],
    [4, 5, 0, 3, 3, 'LATENT'],
    [5, 4, 1, 6, 0, 'CLIP'],
    [6, 4, 1, 7, 0, 'CLIP'],
    [8, 3, 0, 9, 0, 'IMAGE'],
  ],
};
