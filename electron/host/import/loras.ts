import { limits } from '../../contract/recipe.ts';
import { type KnownLora, KnownLora as Known } from '../../contract/origin.ts';
import { lorasOutOf } from '../prompt-loras.ts';
import { at, isTree, parseJson, type Tree } from './tolerant-json.ts';

/** A file by its name alone: folders and ending say nothing elsewhere. */
export const bareName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? name).replace(/\.(safetensors|ckpt|pth?|bin|gguf|sft)$/i, '');

const first = (entry: unknown, ...paths: readonly string[]): unknown =>
  paths.map((path) => at(entry, path)).find((value) => value !== undefined && value !== null);
const numberOf = (value: unknown): unknown => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value);

/** One LoRA in any program's form: `[name, weight, hash]`, or an object whose name may lie in its model. Null where it is none. */
const loraOf = (entry: unknown): KnownLora | null => {
  const name = Array.isArray(entry)
    ? (entry[0] as unknown)
    : first(entry, 'name', 'model_name', 'model.name', 'model.model_name', 'lora.name', 'lora.model_name', 'file', 'model');
  const weight = Array.isArray(entry) ? (entry[1] as unknown) : first(entry, 'weight');
  const hash = Array.isArray(entry) ? (entry[2] as unknown) : first(entry, 'hash', 'model.hash', 'lora.hash');
  const textWeight = numberOf(isTree(entry) ? entry['textWeight'] : null) ?? null;
  const own = numberOf(weight) ?? 1;
  return (
    Known.safeParse({
      name: typeof name === 'string' ? bareName(name) : name,
      hash: typeof hash === 'string' && hash !== '' ? hash : null,
      weight: own,
      textWeight: textWeight === own ? null : textWeight,
    }).data ?? null
  );
};

/** All of a list, or null where one of them cannot be read: then the list as a whole is left behind. */
export const lorasIn = (list: unknown): readonly KnownLora[] | null => {
  if (!Array.isArray(list) || list.length === 0 || list.length > limits.loras) return null;
  const loras = list.map(loraOf);
  return loras.some((lora) => lora === null) ? null : loras.filter((lora) => lora !== null);
};

/** `ink: 3f2a…, paper: 77c0…`, with a weight between name and hash where Fooocus of old wrote it. */
const hashList = (text: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    (text ?? '').split(',').flatMap((pair) => {
      const [name = '', ...rest] = pair.split(':').map((part) => part.trim());
      const last = rest.at(-1);
      return name === '' || last === undefined || last === '' ? [] : [[name, last] as const];
    }),
  );

const hashesOfCivitai = (text: string | undefined): ReadonlyMap<string, string> => {
  try {
    const tree = text === undefined ? null : parseJson(text);
    return new Map(
      Object.entries(isTree(tree) ? tree : {}).flatMap(([name, hash]) =>
        /^lora:/i.test(name) && typeof hash === 'string' ? [[name.slice(5), hash] as const] : [],
      ),
    );
  } catch {
    return new Map();
  }
};

/** Names of settings that tell of LoRAs in A1111's text, beside the prompt. */
const told = ['Lora hashes', 'Lora weights'] as const;

/** The LoRAs of A1111's text: tags in the prompt, or weights beside it (Fooocus), or the slots of the old extension; each with the hash that is told. */
export const lorasOfParameters = (prompt: string, settings: ReadonlyMap<string, string>): Tree => {
  const tags = lorasOutOf(prompt).loras;
  const [hashes, weights] = [hashList(settings.get('Lora hashes')), hashList(settings.get('Lora weights'))];
  const others = hashesOfCivitai(settings.get('Hashes'));
  const slots = [...settings].flatMap(([key, model]) => {
    const slot = /^AddNet Model (\d+)$/.exec(key)?.[1];
    const [, name, hash] = /^(.*?)(?:\(([0-9a-f]+)\))?$/i.exec(model) ?? [];
    return slot === undefined || settings.get(`AddNet Module ${slot}`) !== 'LoRA'
      ? []
      : [
          {
            name,
            hash,
            weight: settings.get(`AddNet Weight A ${slot}`) ?? settings.get(`AddNet Weight ${slot}`),
            textWeight: settings.get(`AddNet Weight B ${slot}`),
            keys: [key, ...['Module', 'Weight', 'Weight A', 'Weight B'].map((what) => `AddNet ${what} ${slot}`)],
          },
        ];
  });
  const tagged = new Set(tags.map(({ name }) => name));
  const list = [
    ...tags.map((lora) => ({ ...lora, hash: hashes.get(lora.name) ?? others.get(lora.name) ?? null })),
    ...[...weights].flatMap(([name, weight]) => (tagged.has(name) ? [] : [{ name, weight, hash: hashes.get(name) ?? null }])),
    ...slots,
  ];
  const loras = lorasIn(list);
  if (loras === null) return {};
  const taken = [
    ...told.filter((name) => [...hashList(settings.get(name)).keys()].every((one) => loras.some((lora) => lora.name === bareName(one)))),
    ...slots.flatMap(({ keys }) => keys),
  ];
  return { loras, ...Object.fromEntries(taken.map((name) => [name, undefined])) };
};

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : typeof value === 'string' && value !== '' ? value.split(',').map((part) => part.trim()) : [];

/** SwarmUI's lists side by side: names, weights, weights for the text encoders; hashes stand with all other models'. */
export const lorasOfSwarm = (own: Tree, models: unknown): Tree => {
  const hashes = new Map(
    listOf(models).flatMap((model) => {
      const [name, hash, param] = [at(model, 'name'), at(model, 'hash'), at(model, 'param')];
      return param === 'loras' && typeof name === 'string' && typeof hash === 'string' ? [[bareName(name), hash] as const] : [];
    }),
  );
  const [weights, textWeights] = [listOf(own['loraweights']), listOf(own['loratencweights'])];
  const loras = lorasIn(
    listOf(own['loras']).map((name, index) => ({
      name,
      weight: weights[index] ?? 1,
      textWeight: textWeights[index] ?? null,
      hash: typeof name === 'string' ? hashes.get(bareName(name)) : null,
    })),
  );
  return loras === null ? {} : { loras, loraweights: undefined, loratencweights: undefined };
};
