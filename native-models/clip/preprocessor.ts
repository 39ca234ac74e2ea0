import { z } from 'zod';
import { readConfig } from '../pipelines/configs.ts';
import type { Json } from '../pipelines/model-source.ts';
import { type FilterName, resizePicture } from '../pipelines/resize.ts';
import type { Picture } from '../pipelines/types.ts';

/** What `preprocessor_config.json` says of the way from a picture to what the network sees. */
export type Preprocessor = Readonly<{
  /** The shorter side, or both; null: pictures stay as large as they are. */
  resize: Readonly<{ shortest: number }> | Readonly<{ width: number; height: number }> | null;
  filter: FilterName;
  /** Cut from the middle; null: nothing is cut off. */
  crop: Readonly<{ width: number; height: number }> | null;
  /** Of red, green and blue: what is taken off, and what the rest is divided by. */
  mean: readonly number[];
  std: readonly number[];
  /** Bytes are multiplied by it first. */
  factor: number;
}>;

const side = z.int().min(1).max(4_096);
const both = z.object({ height: side, width: side });
const rgb = z.array(z.number()).length(3);

/** Pillow's numbers of filters; 0, the nearest point, is no filter and used by no CLIP. */
const filterNames = new Map<number, FilterName>([
  [1, 'lanczos'],
  [2, 'bilinear'],
  [3, 'bicubic'],
  [4, 'box'],
  [5, 'hamming'],
]);

/** OpenAI's own numbers stand where a file does not say. */
const Config = z.object({
  do_resize: z.boolean().default(true),
  size: z.union([side, both, z.object({ shortest_edge: side })]).default(224),
  resample: z
    .int()
    .refine((number) => filterNames.has(number))
    .default(3),
  do_center_crop: z.boolean().default(true),
  crop_size: z.union([side, both]).nullish(),
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: rgb.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: rgb.refine((values) => values.every((value) => value > 0)).default([0.26862954, 0.26130258, 0.27577711]),
});

const square = (size: number) => ({ width: size, height: size });

/** Throws `config-invalid`. */
export const readPreprocessor = (json: Json | null): Preprocessor => {
  const config = readConfig(Config, json, 'preprocessor_config.json');
  const { size } = config;
  const resize = typeof size === 'number' ? { shortest: size } : 'shortest_edge' in size ? { shortest: size.shortest_edge } : size;
  const whole = 'shortest' in resize ? square(resize.shortest) : resize;
  const crop = typeof config.crop_size === 'number' ? square(config.crop_size) : (config.crop_size ?? whole);
  return {
    resize: config.do_resize ? resize : null,
    filter: filterNames.get(config.resample) ?? 'bicubic',
    crop: config.do_center_crop ? crop : null,
    mean: config.do_normalize ? config.image_mean : [0, 0, 0],
    std: config.do_normalize ? config.image_std : [1, 1, 1],
    factor: config.do_rescale ? config.rescale_factor : 1,
  };
};

const sizeFor = ({ width, height }: Picture, resize: NonNullable<Preprocessor['resize']>): Readonly<{ width: number; height: number }> => {
  if ('width' in resize) return resize;
  const { shortest } = resize;
  const long = Math.trunc((shortest * Math.max(width, height)) / Math.min(width, height));
  return width <= height ? { width: shortest, height: long } : { width: long, height: shortest };
};

/** A picture as a network takes it: planes of red, green and blue, one after the other. Equal to transformers' `CLIPImageProcessorPil`. */
export const prepare = (
  picture: Picture,
  { resize, filter, crop, mean, std, factor }: Preprocessor,
): Readonly<{ width: number; height: number; data: Float32Array }> => {
  const size = resize === null ? picture : sizeFor(picture, resize);
  const scaled = resizePicture(picture, size.width, size.height, filter);
  const { width, height } = crop ?? scaled;
  // beyond the edges of a picture that is smaller than the crop there is black
  const [left, top] = [Math.floor((scaled.width - width) / 2), Math.floor((scaled.height - height) / 2)];
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = [x + left, y + top];
      const inside = fromX >= 0 && fromX < scaled.width && fromY >= 0 && fromY < scaled.height;
      for (let channel = 0; channel < 3; channel++) {
        const byte = inside ? scaled.data[3 * (fromY * scaled.width + fromX) + channel]! : 0;
        data[(channel * height + y) * width + x] = (Math.fround(byte * factor) - mean[channel]!) / std[channel]!;
      }
    }
  }
  return { width, height, data };
};
