import { Failure } from '../../contract/failure.ts';
import type { KnownFields, KnownLora, LeftBehind } from '../../contract/origin.ts';
import type { Model, ModelFile } from '../../contract/records.ts';
import { hashOf, type HashWatch, rememberedHash } from '../model-files/hash.ts';
import { autoV1, tensorHashes } from '../model-files/tensors-hash.ts';
import type { Models } from '../models.ts';
import type { Finding } from '../part-finder.ts';
import { lorasOutOf } from '../prompt-loras.ts';

/** What a file of another program says, and what of it has no place here. */
export type Known = Readonly<{ fields: KnownFields; leftBehind: readonly LeftBehind[] }>;
/** Finds what other programs' files name: a LoRA or a model that is here gets the name and the content that it has here. */
export type Locate = (known: Known) => Promise<{ fields: KnownFields; leftBehind: LeftBehind[] }>;

/** So much may be read to find a LoRA that has another name here. */
const readLimit = 2 ** 31;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
/** Hexadecimal digits of a hash as it is written anywhere, or null: `0x` and case say nothing, BLAKE3 is none of ours. */
const digitsOf = (hash: string | null): string | null => {
  const digits = /^(?:0x|sha256:)?([0-9a-f]{8,64})$/i.exec(hash ?? '')?.[1];
  return digits === undefined ? null : digits.toLowerCase();
};

const toText = ({ weight, textWeight, hash }: KnownLora): string =>
  [`${weight}${textWeight === null ? '' : `:${textWeight}`}`, ...(hash === null ? [] : [hash])].join(', ');

const isRemembered = async (db: Finding['db'], { file }: ModelFile, digits: string): Promise<boolean> =>
  (await rememberedHash(db, file))?.startsWith(digits) === true;

const isContent = async (db: Finding['db'], { file }: ModelFile, digits: string, watch: HashWatch): Promise<boolean> => {
  const whole = (await rememberedHash(db, file)) === null;
  const hashes = [...(await tensorHashes(file, watch).catch(() => [])), ...(whole ? [await hashOf(db, file, watch)] : [])];
  return hashes.some((hash) => hash.startsWith(digits)) || (digits.length === 8 && (await autoV1(file)) === digits);
};

/** By content: known already, then of the same name, then the rest as far as reading them is no long wait. Without a hash by a name that only one file has. */
const findLora = async ({ db, search }: Finding, lora: KnownLora, files: readonly ModelFile[]): Promise<ModelFile | null> => {
  const named = files.filter(({ name }) => same(name, lora.name));
  const digits = digitsOf(lora.hash);
  if (digits === null) return named.length === 1 ? (named[0] ?? null) : null;
  for (const file of files) if (await isRemembered(db, file, digits)) return file;
  const others = files.filter((file) => !named.includes(file)).toSorted((a, b) => a.bytes - b.bytes);
  const among = async (watch: (path: string, bytes: number) => HashWatch): Promise<ModelFile | null> => {
    let read = 0;
    for (const file of [...named, ...others]) {
      read += named.includes(file) ? 0 : file.bytes;
      if (read > readLimit) return null;
      if (await isContent(db, file, digits, watch(file.file, file.bytes))) return file;
    }
    return null;
  };
  // who stops the reading does without this one, and has the other settings
  return search.look(lora.name, among).catch((error: unknown) => {
    if (error instanceof Failure && error.error.code === 'cancelled') return null;
    throw error;
  });
};

/** Of the same content, else of the same name; null leaves what the file says. */
const findModel = async (named: NonNullable<KnownFields['model']>, models: readonly Model[]): Promise<Model | null> => {
  const digits = digitsOf(named.hash);
  const byHash = digits === null ? undefined : models.find(({ hash }) => hash?.startsWith(digits) === true);
  if (byHash !== undefined) return byHash;
  if (digits?.length === 8) for (const model of models) if ((await autoV1(model.folder)) === digits) return model;
  return null;
};

/**
 * What of a file's settings is here. LoRAs are found by content (AutoV2, AutoV3, SHA-256) or, where the file tells no hash, by a name that exactly one file
 * has; their tags go out of the prompt. Those that are not here are left behind with name and weight.
 */
export const createLocate =
  ({ db, search, models }: Finding & Readonly<{ models: Models }>): Locate =>
  async ({ fields, leftBehind }) => {
    const model = fields.model === null ? null : await findModel(fields.model, await models.list());
    const named = fields.model === null || model === null ? fields.model : { name: model.name, hash: model.hash };
    const wanted = fields.loras ?? [];
    const files =
      wanted.length === 0 ? [] : (await models.files()).filter(({ kind, problems }) => kind === 'lora' && problems.length === 0);
    const found = [];
    for (const lora of wanted) found.push({ lora, file: await findLora({ db, search }, lora, files) });
    const loras = await Promise.all(
      found
        .flatMap(({ lora, file }) => (file === null ? [] : [{ ...lora, file }]))
        .map(async ({ file, ...lora }) => ({ ...lora, name: file.name, hash: await hashOf(db, file.file) })),
    );
    const lost = found.flatMap(({ lora, file }) => (file === null ? [{ name: `LoRA ${lora.name}`, value: toText(lora) }] : []));
    return {
      fields: {
        ...fields,
        model: named,
        prompt: fields.prompt === null || fields.loras === null ? fields.prompt : lorasOutOf(fields.prompt).prompt,
        loras: fields.loras === null ? null : loras,
      },
      leftBehind: [...lost, ...leftBehind],
    };
  };
