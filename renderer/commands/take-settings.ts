import { wholeLibrary } from '../../electron/contract/query/library-query.ts';
import { nothingKnown } from '../../electron/contract/origin.ts';
import type { Recipe } from '../../electron/contract/recipe.ts';
import type { Image } from '../../electron/contract/records.ts';
import { fieldsOf } from '../state/draft.ts';
import { lackingIn } from '../state/fill-draft.ts';
import { draftOfSettings, type Settings } from '../state/known-fields.ts';
import type { CommandContext } from './command.ts';

export const settingsOf = (recipe: Recipe): Settings => ({ recipe, fields: nothingKnown, leftBehind: [] });

/** A picture of ours has its recipe; one from elsewhere what its file said. */
export const settingsIn = ({ recipe, origin }: Image): Settings => (origin === null ? settingsOf(recipe) : { ...origin, recipe: null });

const known = ({ fields, leftBehind }: Settings) => ({ fields, leftBehind });

/** Fills the form, shows it, and says what has no place here. Nothing runs, and it can be undone. */
export const takeSettings = async (context: CommandContext, said: Settings): Promise<void> => {
  const { client, cache, queries, draft, language, layout, say, t } = context;
  const settings: Settings = said.recipe === null ? { recipe: null, ...(await client.invoke('sources.locate', known(said))) } : said;
  const models = await cache.ensureQueryData(queries.models);
  const { draft: changes, missingModel } = draftOfSettings(settings, models);
  const { ids } = draft.getState().model === null ? await cache.ensureQueryData(queries.list(wholeLibrary)) : { ids: [] };
  const before = fieldsOf(draft.getState());
  // an untouched form gets the rest now: later, a model's own settings would go over these
  const lacking = before.model === null ? lackingIn(before, models, ids, language) : {};
  draft.getState().edit({ ...lacking, ...changes });
  layout.getState().go('studio');
  const left = [...(missingModel === null ? [] : [missingModel]), ...settings.leftBehind.map(({ name }) => name)];
  say.undoable(left.length === 0 ? t('taken.whole') : t('taken.without', { names: left }), async () => draft.getState().edit(before));
};
