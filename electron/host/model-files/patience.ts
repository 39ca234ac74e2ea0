import { afterAwake } from '../awake-timer.ts';
import { inEnglish, sentence } from '../../../native-models/words/sentence.ts';

/** What took too long, in milliseconds. */
export class TooLong extends Error {
  constructor(limit: number) {
    super(inEnglish(sentence('look.silent', { seconds: Math.round(limit / 1000) })));
    this.name = 'TooLong';
  }
}

/** The result of `work`, or `TooLong` when it is not there in time. The work itself goes on: nothing can stop a call to a disk that hangs. */
export const inTime = <T>(work: Promise<T>, limit: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const callOff = afterAwake(limit, () => reject(new TooLong(limit)));
    work.then(resolve, reject).finally(callOff);
  });

/** Waits so long for each answer of one disk; after the first that did not come none is waited for. */
export const createPatience = (limit: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let lost: TooLong | null = null;
  return async (work) => {
    if (lost !== null) throw lost;
    try {
      return await inTime(work(), limit);
    } catch (error) {
      if (error instanceof TooLong) lost = error;
      throw error;
    }
  };
};
