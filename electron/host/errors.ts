import { ZodError } from 'zod';
import { Failure } from '../contract/failure.ts';
import type { AppError } from '../contract/result.ts';
import { describeIssue } from './describe-issue.ts';

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
const pathOf = (error: unknown): string | null =>
  error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : null;

/** What the file system or SQLite refused, as something that a person can act upon; null where it is something else. */
export const storageError = (error: unknown, known: string | null = null): AppError | null => {
  const what = pathOf(error) ?? known;
  const place = what === null ? 'the library' : `“${what}”`;
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR_WRITE':
    case 'SQLITE_IOERR_SHMSIZE':
    case 'SQLITE_IOERR_FSYNC':
      return { code: 'disk-full', message: `There is no room left to write ${place}. Free some space on that disk and try again.`, what };
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
        message: `${what === null ? 'The library' : `“${what}”`} cannot be written. Give yourself the right to write there, or set TINCTURE_HOME to another folder.`,
        what,
      };
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return {
        code: 'internal',
        message: `The library's index ${what === null ? '' : `“${what}” `}is damaged. Move it away: the next start makes a new one from the pictures.`,
        what,
      };
    case 'SQLITE_BUSY':
      return { code: 'library-busy', message: 'Another program is writing to the library. Try again in a moment.', what };
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
    message: `Something went wrong in Tincture: ${error instanceof Error ? error.message : String(error)}`,
    what: null,
  };
};
