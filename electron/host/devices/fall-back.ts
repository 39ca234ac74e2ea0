import type { FallBack } from '../../contract/devices.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { isProvider, providerNames } from '../../../native-models/sessions/providers.ts';

/** After the name of a device. */
const whys: Readonly<Record<FallBack['why'], string>> = {
  absent: 'is not there: this installation does not bring it, or the system has no driver for it',
  wrong: 'gave wrong numbers in its self-test',
  slow: 'is slower than the processor',
  unavailable: 'does not start',
  hung: 'gave no answer in its self-test',
  crashed: 'ended the process in its self-test',
  refused: 'cannot run this model',
  'not-finite': 'computed numbers that are infinite or none',
  failed: 'failed in the middle of a picture',
  died: 'ended the engine in the middle of two pictures',
};

/** “CUDA does not start”, with what the engine said where it said something. */
export const sayWhy = ({ from, why, detail }: FallBack): string =>
  `${providerNames[from]} ${whys[why]}${detail === null ? '' : `: ${detail.replace(/\.$/, '')}`}`;

const ranOn = (provider: string): string =>
  provider === 'cpu' ? 'the processor' : isProvider(provider) ? providerNames[provider] : provider;

/** What computed a picture, where that is not what was asked for or what comes first here; null where it is. For notes in a terminal. */
export const sayFallBack = (made: Recipe['made']): string | null => {
  if (made === null || made.fellBack.length === 0) return null;
  const asked = made.fellBack.map(({ from }) => providerNames[from]).join(', then ');
  return `Asked for ${asked}, it ran on ${ranOn(made.provider)}: ${made.fellBack.map(sayWhy).join('; ')}.`;
};
