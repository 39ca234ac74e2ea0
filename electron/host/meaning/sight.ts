import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cosine, fromSmall, packVector, unpackVector } from '../../../native-models/clip/vectors.ts';
import { sentence } from '../../../native-models/words/sentence.ts';
import { Failure } from '../../contract/failure.ts';
import type { ModelFile } from '../../contract/records.ts';
import { type NewEmbedding, type Unseen, putEmbeddings, putTextEmbedding, textEmbedding } from '../../store/embeddings.ts';
import { type Likeness, openLikeness } from '../../store/likeness.ts';
import type { Context } from '../context.ts';
import type { Engine } from '../engine.ts';
import { fingerprintOf } from '../model-files/fingerprint.ts';
import type { Models } from '../models.ts';
import type { SettingsFile } from '../settings.ts';

/** One CLIP with what it has seen. `model` is its hash: under it vectors are kept. */
export type Sight = Readonly<{
  clip: ModelFile;
  model: string;
  likeness: Likeness;
  /** Vectors of texts; what was read once is kept. */
  read: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  /** Looks at pictures and keeps what it sees, with how well each fits its prompt; answers the rows that cannot be read. */
  look: (pictures: readonly Unseen[]) => Promise<readonly number[]>;
}>;

/** The CLIP of the settings; where it is not there the built-in one, else the first. */
export const chosenClip = (files: readonly ModelFile[], wanted: string | null): ModelFile | null => {
  const clips = files.filter(({ kind, problems }) => kind === 'clip' && problems.length === 0);
  return clips.find(({ id }) => id === wanted) ?? clips.find(({ builtIn }) => builtIn) ?? clips[0] ?? null;
};

/** So many texts go to the engine at once. */
const textsAtOnce = 16;

const createSight = async (
  { db, home }: Pick<Context, 'db' | 'home'>,
  { engine, models }: Readonly<{ engine: Engine; models: Models }>,
  clip: ModelFile,
  files: string,
): Promise<Sight> => {
  const model = await models.hash(clip.file);
  const embed = (pictures: readonly Buffer[], texts: readonly string[]) => engine.embed({ clip: clip.file, files, pictures, texts });

  const readNow = async (text: readonly string[]): Promise<void> => {
    const { texts } = await embed([], text);
    for (const [at, vector] of texts.entries()) putTextEmbedding(db, model, text[at]!, packVector(vector));
  };
  const known = (text: string): Float32Array | null => {
    const packed = textEmbedding(db, model, text);
    return packed === null ? null : fromSmall(unpackVector(packed));
  };
  const read: Sight['read'] = async (texts) => {
    const missing = [...new Set(texts)].filter((text) => known(text) === null);
    for (let from = 0; from < missing.length; from += textsAtOnce) await readNow(missing.slice(from, from + textsAtOnce));
    return texts.map((text) => known(text)!);
  };

  const look: Sight['look'] = async (pictures) => {
    const contents = await Promise.all(pictures.map(({ file }) => readFile(join(home.library, file)).catch(() => null)));
    const there = pictures.flatMap((picture, at) => {
      const file = contents[at] ?? null;
      return file === null ? [] : [{ picture, file }];
    });
    const { pictures: vectors } = await embed(
      there.map(({ file }) => file),
      [],
    );
    const prompts = await read(there.map(({ picture }) => picture.prompt));
    const made = there.flatMap(({ picture: { row, prompt } }, at): NewEmbedding[] => {
      const vector = vectors[at] ?? null;
      if (vector === null) return [];
      return [{ row, vector: packVector(vector), fit: prompt.trim() === '' ? null : cosine(vector, prompts[at]!) }];
    });
    putEmbeddings(db, model, made);
    const seen = new Set(made.map(({ row }) => row));
    return pictures.flatMap(({ row }) => (seen.has(row) ? [] : [row]));
  };

  return { clip, model, likeness: openLikeness(db, model), read, look };
};

/** Opens the CLIP that the settings name, and again where another one is chosen or its files change. Null where there is none. */
export const createSights = (
  context: Pick<Context, 'db' | 'home'>,
  parts: Readonly<{ engine: Engine; models: Models; settings: SettingsFile }>,
): Readonly<{ now: () => Promise<Sight | null>; needed: () => Promise<Sight> }> => {
  let open: Readonly<{ key: string; sight: Promise<Sight> }> | null = null;
  const now = async (): Promise<Sight | null> => {
    const { meaning, clip: wanted } = parts.settings.get();
    const clip = meaning === 'off' ? null : chosenClip(await parts.models.files(), wanted);
    if (clip === null) return null;
    const files = await fingerprintOf(clip.file).catch(() => null);
    // gone since the folders were looked at
    if (files === null) return null;
    const key = JSON.stringify([clip.file, files]);
    if (open?.key !== key) {
      const sight = createSight(context, parts, clip, files);
      open = { key, sight };
      sight.catch(() => {
        if (open?.key === key) open = null;
      });
    }
    return open.sight;
  };
  return {
    now,
    needed: async () => {
      const sight = await now();
      if (sight !== null) return sight;
      const isOff = parts.settings.get().meaning === 'off';
      throw new Failure({ code: 'not-found', message: sentence(isOff ? 'meaning.off' : 'meaning.no-clip'), what: 'query.text' });
    },
  };
};
