import type { FallBack } from '../../contract/devices.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { isProvider, providerNames } from '../../../native-models/sessions/providers.ts';
import { inEnglish, sentence, type Words } from '../../../native-models/words/sentence.ts';

/** “CUDA: It does not start.”, with what the engine said where it said something. */
export const sayWhy = ({ from, why, detail }: FallBack): Words => [
  sentence('device.said', { name: providerNames[from], why: sentence(`device.${why}`) }),
  ...(detail === null ? [] : [detail]),
];

const ranOn = (provider: string): Words =>
  provider === 'cpu' ? sentence('device.cpu') : isProvider(provider) ? providerNames[provider] : provider;

/** What computed a picture, where that is not what was asked for or what comes first here; null where it is. For notes in a terminal. */
export const sayFallBack = (made: Recipe['made']): string | null => {
  if (made === null || made.fellBack.length === 0) return null;
  const asked = made.fellBack.map(({ from }) => providerNames[from]).join(', ');
  return inEnglish([sentence('device.fell-back', { asked, provider: ranOn(made.provider) }), ...made.fellBack.map(sayWhy)]);
};
