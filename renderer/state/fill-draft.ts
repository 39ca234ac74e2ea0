import type { ImageId, Model } from '../../electron/contract/records.ts';
import type { DraftStore } from './draft.ts';

/** Fills an untouched form from the first model that can run, and gives a first-time user an example to press Generate on. */
export const fillDraft = (draft: DraftStore, models: readonly Model[], ids: readonly ImageId[]): void => {
  const { model, prompt, takeDefaults, edit } = draft.getState();
  const chosen = models.find(({ id }) => id === model);
  const first = models.find(({ problems }) => problems.length === 0) ?? models[0];
  if (chosen === undefined && first !== undefined) takeDefaults(first);
  const example = (chosen ?? first)?.examples[0];
  if (prompt === '' && ids.length === 0 && example !== undefined) edit({ prompt: example });
};
