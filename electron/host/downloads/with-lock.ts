import { mkdir } from 'node:fs/promises';
import { Failure } from '../../contract/failure.ts';
import { takeLock } from '../../store/lock.ts';
import type { Journal, Staging } from './journal.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** Does `work` where no other process fetches the same: the command line may run beside a window. Throws `library-busy`. */
export const withLock = async (staging: Staging, { id, name }: Pick<Journal, 'id' | 'name'>, work: () => Promise<void>): Promise<void> => {
  await mkdir(staging.folder(id), { recursive: true });
  const lock = takeLock(staging.lock(id), `process ${process.pid}`);
  if (lock === null)
    throw new Failure({
      code: 'library-busy',
      message: sentence('download.elsewhere', { name }),
      what: id,
    });
  try {
    await work();
  } finally {
    lock.release();
  }
};
