import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { aRecipe } from '../../contract/examples.ts';
import { painted } from '../export/bench-library.ts';
import { type PictureFormat, writeMetadata } from '../metadata/formats.ts';
import { contentOf } from '../metadata/recipe-in-file.ts';
import { textChunk } from '../metadata/png.ts';
import { a1111Text, comfyPrompt, comfyWorkflow, invokeGraph } from '../testing/foreign-files.ts';

const side = 192;
const looks = 8;
const inAFolder = 500;

type Look = Readonly<Record<PictureFormat, Buffer>>;
const look = async (seed: number): Promise<Look> => {
  const png = await painted(seed, side);
  const [jpeg, webp, avif] = await Promise.all([sharp(png).jpeg().toBuffer(), sharp(png).webp().toBuffer(), sharp(png).avif().toBuffer()]);
  return { png, jpeg, webp, avif };
};

const parameters = (n: number): string => a1111Text.replace('Seed: 1234567890', `Seed: ${n}`).replace('red fox', `fox number ${n}`);
/** Texts of a PNG, behind its first chunk. */
const inPng = ({ png }: Look, texts: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat([png.subarray(0, 33), ...Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text)), png.subarray(33)]);
const userComment = (picture: Look, format: PictureFormat, text: string): Buffer =>
  writeMetadata(picture[format], format, { recipe: null, parameters: text, xmp: [] });

type Kind = Readonly<{ ending: string; make: (picture: Look, n: number) => Buffer }>;

/** One of each in turn: who wrote it, in which format. */
const kinds: readonly Kind[] = [
  { ending: 'png', make: (picture, n) => inPng(picture, { parameters: parameters(n) }) },
  { ending: 'jpg', make: (picture, n) => userComment(picture, 'jpeg', parameters(n)) },
  { ending: 'webp', make: (picture, n) => userComment(picture, 'webp', parameters(n)) },
  { ending: 'avif', make: (picture, n) => userComment(picture, 'avif', parameters(n)) },
  {
    ending: 'png',
    make: (picture, n) =>
      inPng(picture, {
        prompt: JSON.stringify({ ...comfyPrompt, 20: { class_type: 'PrimitiveInt', inputs: { value: n } } }),
        workflow: JSON.stringify(comfyWorkflow),
      }),
  },
  { ending: 'png', make: (picture, n) => inPng(picture, { invokeai_graph: JSON.stringify(invokeGraph), invokeai_number: String(n) }) },
  {
    ending: 'png',
    make: (picture, n) =>
      inPng(picture, {
        parameters: JSON.stringify({
          sui_image_params: { prompt: `a boat number ${n}`, model: 'sdxl', seed: n, steps: 20, cfgscale: 7, width: side, height: side },
        }),
      }),
  },
  {
    ending: 'png',
    make: ({ png }, n) => writeMetadata(png, 'png', contentOf(aRecipe({ prompt: `a teapot number ${n}`, seed: n }), 'all')),
  },
  // says nothing of its making in the open: its pixels are looked at as well
  { ending: 'png', make: (picture, n) => inPng(picture, { Comment: `scan ${n}` }) },
  { ending: 'jpg', make: ({ jpeg }, n) => Buffer.concat([jpeg, Buffer.from(`\n${n}`)]) },
];

/** Writes so many small pictures as several programs write them, no two with the same bytes, into folders below `folder`. Answers how many bytes they are. */
export const writeForeignPictures = async (folder: string, pictures: number): Promise<number> => {
  const all = await Promise.all(Array.from({ length: looks }, (_, n) => look(n)));
  let bytes = 0;
  for (let n = 0; n < pictures; n += 1) {
    const { ending, make } = kinds[n % kinds.length]!;
    const file = make(all[Math.floor(n / kinds.length) % looks]!, n);
    const below = join(folder, String(Math.floor(n / inAFolder)).padStart(3, '0'));
    if (n % inAFolder === 0) mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `${String(n).padStart(6, '0')}.${ending}`), file);
    bytes += file.length;
  }
  return bytes;
};
