/** The classifier that looks at a model's pictures; its folder says what it can tell and what is asked of the model. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Picture } from '../pipelines/index.ts';
import { openSession } from '../sessions/session.ts';

const Card = z.object({
  size: z.tuple([z.int(), z.int()]),
  /** The share of right answers that is aimed at, by figure. */
  targets: z.record(z.string(), z.number()),
  /** Every output with the figure of the score that it counts for. */
  heads: z.record(z.string(), z.object({ figure: z.string(), labels: z.array(z.string()).min(1) })),
  features: z.object({ output: z.string(), rendered: z.string(), width: z.int() }).optional(),
});

const HeldOut = z
  .array(z.object({ prompt: z.string(), seed: z.int(), language: z.string(), wanted: z.record(z.string(), z.string()) }))
  .min(1);

export type Asked = z.output<typeof HeldOut>[number];
export type Verdict = Readonly<{ seen: ReadonlyMap<string, string>; features: Float32Array | null }>;
export type Judge = Readonly<{
  card: z.output<typeof Card>;
  heldOut: readonly Asked[];
  /** Features of renderings, row by row; null for a judge that gives none. */
  rendered: readonly Float32Array[] | null;
  look(picture: Picture): Promise<Verdict>;
  release(): Promise<void>;
}>;

/** Planes in -1..1 of `width` × `height`, each value the mean of the pixels that fall into it. Throws RangeError where they do not fit. */
const planes = (picture: Picture, [width, height]: readonly [number, number]): Float32Array => {
  const block = picture.width / width;
  if (!Number.isInteger(block) || picture.height !== height * block)
    throw new RangeError(`The judge looks at ${width} × ${height} pixels, or at pictures that are a whole number of times as large.`);
  const out = new Float32Array(3 * width * height).fill(-1);
  for (const [i, level] of picture.data.entries()) {
    const pixel = Math.floor(i / 3);
    const column = Math.floor((pixel % picture.width) / block);
    const row = Math.floor(pixel / picture.width / block);
    out[(i % 3) * width * height + row * width + column]! += level / 127.5 / block ** 2;
  }
  return out;
};

const float32 = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const part = bits & 1023;
  return exponent === 0 ? sign * part * 2 ** -24 : sign * (1 + part / 1024) * 2 ** (exponent - 15);
};

const rows = (bytes: Uint8Array, width: number): Float32Array[] => {
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  return Array.from({ length: halves.length / width }, (_, row) =>
    Float32Array.from(halves.subarray(row * width, (row + 1) * width), float32),
  );
};

/** Opens the judge of a folder. `look` throws RangeError for a picture that is not a whole number of times as large as what it looks at. */
export const openJudge = async (folder: string): Promise<Judge> => {
  const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const card = Card.parse(await json('judge.json'));
  const session = await openSession({ kind: 'file', path: join(folder, 'model.onnx'), name: 'starter-judge' }, { providers: ['cpu'] });
  const { features } = card;
  return {
    card,
    heldOut: HeldOut.parse(await json('heldout.json')),
    rendered: features === undefined ? null : rows(await readFile(join(folder, features.rendered)), features.width),
    async look(picture) {
      const [width, height] = card.size;
      const outputs = await session.run({ sample: { dims: [1, 3, height, width], data: planes(picture, card.size) } });
      const best = (name: string, labels: readonly string[]): string => {
        const logits = Array.from(outputs[name]!.data);
        return labels[logits.indexOf(Math.max(...logits))]!;
      };
      return {
        seen: new Map(Object.entries(card.heads).map(([name, { labels }]) => [name, best(name, labels)])),
        features: features === undefined ? null : Float32Array.from(outputs[features.output]!.data),
      };
    },
    release: () => session.release(),
  };
};
