import { PictureError } from '../pipelines/errors.ts';
import { estimatedBytes } from '../pipelines/model.ts';
import type { Picture } from '../pipelines/types.ts';
import { type SessionPool, sessionPool } from '../sessions/pool.ts';
import { openSession, type Session } from '../sessions/session.ts';
import type { Numbers } from '../sessions/tensor.ts';
import { type ClipTokenizer, clipTokenizer } from '../tokenizers/clip.ts';
import { sentence } from '../words/sentence.ts';
import { type ClipParts, describeClip, type Tower } from './describe-clip.ts';
import { prepare } from './preprocessor.ts';
import { unit } from './vectors.ts';

/** An open CLIP. Vectors have length 1: their `cosine` says how well a picture and a text, or two pictures, go together. */
export type Clip = Readonly<{
  embedPictures: (pictures: readonly Picture[]) => Promise<readonly Float32Array[]>;
  /** What does not fit into the text encoder's window is left out. */
  embedTexts: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  /** Frees the memory. */
  close: () => Promise<void>;
}>;

export type ClipOptions = Readonly<{ threads?: number | undefined; pool?: SessionPool }>;

const tokenizerOf = ({ tokenizer }: ClipParts): ClipTokenizer => {
  try {
    return clipTokenizer(tokenizer);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new PictureError('config-invalid', sentence('tokenizer.cannot', { folder: 'tokenizer', detail }), { cause: error });
  }
};

/** `count` rows of the output `name`, each of length 1. */
const rowsOf = (results: Readonly<Record<string, Numbers>>, name: string, count: number, file: string): readonly Float32Array[] => {
  const found = results[name];
  const width = found === undefined ? 0 : found.data.length / count;
  if (found === undefined || !Number.isInteger(width))
    throw new PictureError('run-failed', sentence('clip.no-vectors', { file, output: name }));
  const rows = Array.from({ length: count }, (_, row) => unit(Array.from({ length: width }, (_unused, i) => found.data[row * width + i]!)));
  if (rows.some((row) => row.some((value) => !Number.isFinite(value))))
    throw new PictureError('not-finite', sentence('clip.not-finite', { file }));
  return rows;
};

/** Opens the CLIP in a folder, on the processor. Throws `PictureError` where it cannot run. */
export const openClip = async (folder: string, { threads, pool = sessionPool() }: ClipOptions = {}): Promise<Clip> => {
  const { name, parts, problems } = await describeClip(folder);
  if (parts === null) throw new PictureError('model-unsupported', sentence('model.cannot-run', { name, problem: problems[0] ?? '' }));
  const { image, text, preprocessor } = parts;
  const tokenizer = tokenizerOf(parts);
  const sessions = pool.cache();
  const session = ({ source }: Tower): Promise<Session> =>
    sessions.get(source.file, async () => openSession(await source.load(), { providers: ['cpu'], threads }), estimatedBytes(source));

  const pixelsOf = (pictures: readonly Picture[]): Numbers => {
    const prepared = pictures.map((picture) => prepare(picture, preprocessor));
    const { width, height } = prepared[0]!;
    const data = new Float32Array(3 * width * height * prepared.length);
    for (const [row, one] of prepared.entries()) data.set(one.data, row * 3 * width * height);
    return { dims: [pictures.length, 3, height, width], data };
  };
  const idsOf = (texts: readonly string[]): Numbers => {
    const rows = texts.map((one) => tokenizer.window(one).ids);
    return { dims: [rows.length, tokenizer.length], data: rows.flat() };
  };
  const blank = ((): Picture => {
    const { width, height } =
      preprocessor.crop ??
      (preprocessor.resize !== null && 'width' in preprocessor.resize ? preprocessor.resize : { width: 224, height: 224 });
    return { width, height, data: new Uint8Array(3 * width * height) };
  })();

  const run = async (tower: Tower, pixels: Numbers, ids: Numbers, count: number): Promise<readonly Float32Array[]> => {
    const { source, output, mask } = tower;
    const feeds: Record<string, Numbers> = {
      ...(tower.pixels === null ? {} : { [tower.pixels.name]: pixels }),
      ...(tower.ids === null ? {} : { [tower.ids.name]: ids }),
      // the end of the text is where the encoder looks, and it looks back only: padding needs no mask
      ...(mask === null ? {} : { [mask.name]: { dims: ids.dims, data: new Uint8Array(ids.data.length).fill(1) } }),
    };
    return rowsOf(await (await session(tower)).run(feeds, [output.name]), output.name, count, source.file);
  };

  /** In one batch, or one by one where the graph was exported for one, or where pictures differ in what they come to. */
  const inBatches = async <T>(
    items: readonly T[],
    batch: number | string | undefined,
    embed: (some: readonly T[]) => Promise<readonly Float32Array[]>,
  ) => {
    if (items.length === 0) return [];
    if (typeof batch !== 'number') return embed(items);
    const rows: Float32Array[] = [];
    for (const item of items) rows.push(...(await embed([item])));
    return rows;
  };

  return {
    embedPictures: (pictures) =>
      inBatches(pictures, preprocessor.crop === null ? 1 : image.pixels?.shape[0], (some) =>
        run(image, pixelsOf(some), idsOf(['']), some.length),
      ),
    embedTexts: (texts) => inBatches(texts, text.ids?.shape[0], (some) => run(text, pixelsOf([blank]), idsOf(some), some.length)),
    close: () => sessions.close(),
  };
};
