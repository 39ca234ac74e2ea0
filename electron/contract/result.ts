import { z } from 'zod';
import { Words } from './words.ts';

/** Errors that a user can meet travel as values. `what` names the thing, `message` says what to do. */
export const AppError = z.strictObject({
  code: z.enum([
    'bad-input',
    'not-found',
    'model-broken',
    'model-cannot',
    'disk-full',
    'read-only',
    'library-busy',
    'engine-died',
    'out-of-memory',
    'not-finite',
    'cancelled',
    'not-allowed',
    'offline',
    'network',
    'damaged',
    'internal',
  ]),
  message: Words,
  /** The field, file or model it is about. */
  what: z.string().nullable(),
});
export type AppError = z.output<typeof AppError>;

export type Result<T> = Readonly<{ ok: true; value: T } | { ok: false; error: AppError }>;

/** Closes a switch over a union. */
export const assertNever = (value: never): never => {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
};
