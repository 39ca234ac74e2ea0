import type { ImageId, Model } from '../../electron/contract/records.ts';
import type { DraftFields } from './draft.ts';
import { examplesFor } from './examples.ts';
import { defaultsOf } from './recipe-fields.ts';

/** What an untouched form lacks: the first model that can run with its settings, and for a first-time user an example to press Generate on. */
export const lackingIn = (
  { model, prompt }: Pick<DraftFields, 'model' | 'prompt'>,
  models: readonly Model[],
  ids: readonly ImageId[],
  language: string,
): Partial<DraftFields> => {
  const chosen = models.find(({ id }) => id === model);
  const first = models.find(({ problems }) => problems.length === 0) ?? models[0];
  const [example] = examplesFor(chosen ?? first, language);
  return {
    ...(chosen === undefined && first !== undefined ? defaultsOf(first) : {}),
    // a prompt that was emptied stays empty
    ...(model === null && prompt === '' && ids.length === 0 && example !== undefined ? { prompt: example } : {}),
  };
};
