import type { FallBack } from '../../contract/devices.ts';
import { Failure } from '../../contract/failure.ts';
import type { Choice, Devices } from './devices.ts';
import type { ModelWish } from './troubles.ts';

/** How a failure looks that may be the device's own; null for one that another device would end in too. Memory is asked for by the picture. */
const blameOf = (error: unknown): FallBack['why'] | null => {
  if (!(error instanceof Failure)) return null;
  switch (error.error.code) {
    case 'not-finite':
      return 'not-finite';
    case 'engine-died':
      return 'died';
    case 'internal':
    case 'model-cannot':
      return 'failed';
    default:
      return null;
  }
};

/**
 * Makes a picture on the device that is chosen for it, and where that fails at it on the next in order. A device is blamed when another made the
 * picture. An engine may die of something else once: the first death is thrown, and the queue goes on from where the run was kept.
 */
export const runOnDevices = async <T>(
  devices: Pick<Devices, 'choose' | 'isSuspect' | 'blame' | 'acquit'>,
  wish: ModelWish,
  signal: AbortSignal,
  run: (choice: Choice) => Promise<T>,
): Promise<T> => {
  const failed: FallBack[] = [];
  for (;;) {
    const choice = await devices.choose(wish, failed);
    const { provider } = choice;
    try {
      const made = await run(choice);
      devices.acquit(provider, wish);
      for (const one of failed) await devices.blame(one, wish);
      return made;
    } catch (error) {
      const why = blameOf(error);
      if (provider === 'cpu' || signal.aborted || why === null) throw error;
      const blamed: FallBack = { from: provider, why, detail: error instanceof Failure ? error.error.message : null };
      if (why === 'died' && !(await devices.isSuspect(provider, wish))) {
        await devices.blame(blamed, wish);
        throw error;
      }
      failed.push(blamed);
    }
  }
};
