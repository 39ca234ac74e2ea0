import type { KnownFields } from '../../electron/contract/origin.ts';
import type { Model } from '../../electron/contract/records.ts';
import type { DraftFields } from './draft.ts';

type Named = NonNullable<KnownFields['model']>;
/** Other programs write the first ten digits of a hash, ours all of them. */
const shortest = 8;

const isSame = (model: Model, { name, hash }: Named): boolean =>
  (hash !== null && hash.length >= shortest && model.hash?.startsWith(hash) === true) || model.name.toLowerCase() === name.toLowerCase();

/** What a picture of another program changes in the form; what it does not say stays as it is. A model that is not here is told by its name. */
export const draftOfKnown = (
  fields: KnownFields,
  models: readonly Model[],
): Readonly<{ draft: Partial<DraftFields>; missingModel: string | null }> => {
  const { model: named, guidance: scale, seed, ...rest } = fields;
  const model = named === null ? undefined : models.find((one) => isSame(one, named));
  const known = Object.fromEntries(Object.entries({ ...rest, scale }).filter(([, value]) => value !== null)) as Partial<DraftFields>;
  const draft = { ...known, ...(model === undefined ? {} : { model: model.id }), ...(seed === null ? {} : { seed, keepSeed: true }) };
  return { draft, missingModel: named === null || named.name === '' || model !== undefined ? null : named.name };
};
