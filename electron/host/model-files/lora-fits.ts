import { loraProblem } from '../../../native-models/graphs/lora/lora-problem.ts';
import { PictureError } from '../../../native-models/pipelines/errors.ts';
import type { Words } from '../../../native-models/words/sentence.ts';
import { fingerprintOf } from './fingerprint.ts';

type Wanted = Readonly<{ model: string; textEncoders: string | null; lora: string }>;

/** So many answers are remembered; a queue of a thousand pictures asks the same one. */
const remembered = 500;

/** Why a LoRA changes nothing in a model, as a sentence; null where it does, or where only a run can tell. Reads headers only, and each pair once. */
export const createLoraFits = (): ((wanted: Wanted) => Promise<Words | null>) => {
  const known = new Map<string, Promise<Words | null>>();
  const ask = async ({ model, textEncoders, lora }: Wanted): Promise<Words | null> => {
    try {
      return await loraProblem({ path: model, ...(textEncoders === null ? {} : { textEncoders }) }, lora);
    } catch (error) {
      // what is wrong with a file itself is said where that file is opened
      if (error instanceof PictureError) return null;
      throw error;
    }
  };
  return async (wanted) => {
    const paths = [wanted.model, wanted.lora, ...(wanted.textEncoders === null ? [] : [wanted.textEncoders])];
    const key = (await Promise.all(paths.map(fingerprintOf))).join(' ');
    const answer = known.get(key) ?? ask(wanted);
    if (known.size >= remembered) known.clear();
    known.set(key, answer);
    answer.catch(() => known.delete(key));
    return answer;
  };
};
