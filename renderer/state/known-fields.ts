import type { FileSettings, KnownFields } from '../../electron/contract/origin.ts';
import type { Model } from '../../electron/contract/records.ts';
import { type DraftFields, firstStrength } from './draft.ts';
import { draftOf } from './recipe-fields.ts';

type Named = NonNullable<KnownFields['model']>;
/** Other programs write the first ten digits of a hash, ours all of them. */
const shortest = 8;

const isSame = (model: Model, { name, hash }: Named): boolean =>
  (hash !== null && hash.length >= shortest && model.hash?.startsWith(hash) === true) || model.name.toLowerCase() === name.toLowerCase();

/** The installed model that a recipe or a file means: by id, else by content or name. */
export const findModel = (models: readonly Model[], named: Named & Readonly<{ id?: string }>): Model | undefined =>
  models.find(({ id }) => id === named.id) ?? models.find((one) => isSame(one, named));

/** What a picture of another program changes in the form; what it does not say stays as it is. A model that is not here is told by its name. */
export const draftOfKnown = (
  fields: KnownFields,
  models: readonly Model[],
): Readonly<{ draft: Partial<DraftFields>; missingModel: string | null }> => {
  const { model: named, guidance: scale, seed, loras, ...rest } = fields;
  const model = named === null ? undefined : findModel(models, named);
  const known = Object.fromEntries(Object.entries({ ...rest, scale }).filter(([, value]) => value !== null)) as Partial<DraftFields>;
  const draft = {
    ...known,
    ...(model === undefined ? {} : { model: model.id }),
    ...(seed === null ? {} : { seed, keepSeed: true }),
    ...(loras === null ? {} : { loras }),
  };
  return { draft, missingModel: named === null || named.name === '' || model !== undefined ? null : named.name };
};

/** What is to go into the form: a whole recipe, or as much as a file or a link says. */
export type Settings = Pick<FileSettings, 'recipe' | 'fields' | 'leftBehind'>;

/** What settings change in the form. A model that is not here leaves the form's own, and is told by its name. */
export const draftOfSettings = ({ recipe, fields }: Settings, models: readonly Model[]): ReturnType<typeof draftOfKnown> => {
  if (recipe === null) return draftOfKnown(fields, models);
  const found = findModel(models, recipe.model);
  const { model: _model, ...draft } = draftOf(recipe);
  return {
    draft: { strength: firstStrength, ...draft, ...(found === undefined ? {} : { model: found.id }) },
    missingModel: found === undefined ? recipe.model.name : null,
  };
};
