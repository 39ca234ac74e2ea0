import { ZodError } from 'zod';
import { Failure } from '../contract/failure.ts';
import type { AppError } from '../contract/result.ts';
import { describeIssue } from './describe-issue.ts';
import { sentence } from '../../native-models/words/sentence.ts';

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
const pathOf = (error: unknown): string | null =>
  error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : null;

/** What the file system or SQLite refused, as something that a person can act upon; null where it is something else. */
export const storageError = (error: unknown, known: string | null = null): AppError | null => {
  const what = pathOf(error) ?? known;
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR_WRITE':
    case 'SQLITE_IOERR_SHMSIZE':
    case 'SQLITE_IOERR_FSYNC':
      return {
        code: 'disk-full',
        message: what === null ? sentence('disk.no-room-library') : sentence('disk.no-room', { place: what }),
        what,
      };
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
    case 'SQLITE_READONLY_DBMOVED':
    case 'SQLITE_CANTOPEN':
    case 'ENOTDIR':
      return {
        code: 'read-only',
        message: what === null ? sentence('disk.read-only-library') : sentence('disk.read-only', { place: what }),
        what,
      };
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return {
        code: 'internal',
        message: what === null ? sentence('store.damaged-library') : sentence('store.damaged', { place: what }),
        what,
      };
    case 'SQLITE_BUSY':
      return { code: 'library-busy', message: sentence('library.busy'), what };
    default:
      return null;
  }
};

/** Opens something that lives at `path`; what the system refuses is thrown with that name, after what was opened before has been given back. */
export const opening = <T>(path: string, open: () => T, giveBack: () => void = () => undefined): T => {
  try {
    return open();
  } catch (error) {
    giveBack();
    const known = storageError(error, path);
    throw known === null ? error : new Failure(known, { cause: error });
  }
};

/** Whatever was thrown, as a value. What is not meant for a person is logged once, here. */
export const toAppError = (error: unknown): AppError => {
  if (error instanceof Failure) return error.error;
  if (error instanceof ZodError) {
    const issue = error.issues[0];
    if (issue !== undefined) return describeIssue(issue);
  }
  const storage = storageError(error);
  if (storage !== null) return storage;
  console.error(error);
  return {
    code: 'internal',
    message: sentence('studio.unexpected', { detail: error instanceof Error ? error.message : String(error) }),
    what: null,
  };
};
