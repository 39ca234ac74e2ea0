import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../contract/failure.ts';
import { type NewPreset, NewPreset as NewPresetSchema, type Preset, PresetFile, presetFileName } from '../contract/preset.ts';
import type { Model } from '../contract/records.ts';
import type { Context } from './context.ts';
import { readIfThere, writeDurably } from './library/durable-write.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

/** Settings with a name: the user's own in one file, and those that models bring in theirs. */
export type Presets = Readonly<{
  list: () => Promise<Preset[]>;
  /** Adds one, or (with an id) puts it in the place of another. */
  save: (id: string | null, preset: NewPreset) => Promise<Preset>;
  remove: (id: string) => Promise<void>;
  /** Adds those of a file that somebody shared. Throws a `Failure` that says what is wrong with it. */
  import: (text: string) => Promise<Preset[]>;
}>;

const Own = z.strictObject({ version: z.literal(1), presets: z.array(z.strictObject({ id: z.string(), ...NewPresetSchema.shape })) });
type Own = z.output<typeof Own>['presets'];

const parsed = <T>(schema: z.ZodType<T>, text: string): T | null => {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

const invalid = (message: Words): Failure => new Failure({ code: 'bad-input', message, what: 'presets' });

/** The presets of a shared file; a sentence that names the first thing that is wrong with it. */
const readShared = (text: string): readonly NewPreset[] => {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw invalid(sentence('presets.not-json'));
  }
  const file = PresetFile.safeParse(raw);
  if (file.success) return file.data.presets;
  const [issue] = file.error.issues;
  throw invalid(sentence('presets.not-ones', { field: issue?.path.map(String).join('.') ?? '', detail: issue?.message ?? '' }));
};

export const createPresets = (
  { home, disk, newId, publish }: Pick<Context, 'home' | 'disk' | 'newId' | 'publish'>,
  models: () => Promise<readonly Model[]>,
): Presets => {
  const own = async (): Promise<Own> => {
    const bytes = await readIfThere(home.presets);
    if (bytes === null) return [];
    const file = parsed(Own, bytes.toString('utf8'));
    if (file === null)
      throw new Failure({ code: 'bad-input', message: sentence('presets.unreadable', { file: home.presets }), what: home.presets });
    return file.presets;
  };
  const ofModel = async ({ id, name, folder }: Model): Promise<Preset[]> => {
    const bytes = await readIfThere(join(folder, presetFileName)).catch(() => null);
    const file = bytes === null ? null : parsed(PresetFile, bytes.toString('utf8'));
    return (file?.presets ?? []).map((preset, index) => ({ ...preset, id: `${id}:${index}`, from: name }));
  };
  const list = async (): Promise<Preset[]> => [
    ...(await own()).map((preset) => ({ ...preset, from: null })),
    ...(await Promise.all((await models()).map(ofModel))).flat(),
  ];
  // one change after the other: each reads what the one before has written
  let last: Promise<unknown> = Promise.resolve();
  const change = <T>(next: (presets: Own) => Readonly<{ presets: Own; answer: T }>): Promise<T> => {
    const changing = last.then(async () => {
      const { presets, answer } = next(await own());
      await writeDurably(home.presets, Buffer.from(`${JSON.stringify({ version: 1, presets }, null, 2)}\n`), disk);
      publish('presets.changed', await list());
      return answer;
    });
    last = changing.catch(() => undefined);
    return changing;
  };
  return {
    list,
    save: (id, preset) =>
      change((presets) => {
        const saved = { id: id ?? newId(), ...preset };
        const known = presets.some((one) => one.id === saved.id);
        return {
          presets: known ? presets.map((one) => (one.id === saved.id ? saved : one)) : [...presets, saved],
          answer: { ...saved, from: null },
        };
      }),
    remove: (id) => change((presets) => ({ presets: presets.filter((one) => one.id !== id), answer: undefined })),
    import: async (text) => {
      const brought = readShared(text).map((preset) => ({ id: newId(), ...preset }));
      return change((presets) => ({
        presets: [...presets, ...brought],
        answer: brought.map((preset) => ({ ...preset, from: null })),
      }));
    },
  };
};
