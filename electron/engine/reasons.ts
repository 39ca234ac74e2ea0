import type { AppError } from '../contract/result.ts';
import { PictureError, type PictureErrorCode } from '../../native-models/pipelines/errors.ts';
import { sentence } from '../../native-models/words/sentence.ts';

const codes: Readonly<Record<PictureErrorCode, AppError['code']>> = {
  'model-not-found': 'not-found',
  'model-incomplete': 'model-broken',
  'model-unsupported': 'model-cannot',
  'model-closed': 'internal',
  'file-missing': 'model-broken',
  'file-damaged': 'model-broken',
  'file-too-large': 'model-broken',
  'file-unreadable': 'model-broken',
  'path-unsafe': 'model-broken',
  'external-data-missing': 'model-broken',
  'external-data-damaged': 'model-broken',
  'config-invalid': 'model-broken',
  'operator-unsupported': 'model-cannot',
  'type-unsupported': 'model-cannot',
  'provider-unavailable': 'model-cannot',
  'out-of-memory': 'out-of-memory',
  'prompt-invalid': 'bad-input',
  'size-unsupported': 'model-cannot',
  'steps-out-of-range': 'bad-input',
  'guidance-invalid': 'bad-input',
  'seed-invalid': 'bad-input',
  'source-invalid': 'bad-input',
  'piece-unknown': 'bad-input',
  'piece-refused': 'bad-input',
  'not-finite': 'not-finite',
  'run-failed': 'internal',
};

const fields: Partial<Readonly<Record<PictureErrorCode, string>>> = {
  'prompt-invalid': 'recipe.prompt',
  'size-unsupported': 'recipe.width',
  'steps-out-of-range': 'recipe.steps',
  'guidance-invalid': 'recipe.guidance.scale',
  'seed-invalid': 'recipe.seed',
  'source-invalid': 'recipe.source',
};

/** What was thrown, as a value for the host. Anything that is not meant for a person keeps its stack in the engine's log. */
export const toAppError = (error: unknown, what: string | null): AppError => {
  if (error instanceof PictureError) return { code: codes[error.code], message: error.words, what: fields[error.code] ?? what };
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', message: sentence('run.cancelled'), what: null };
  console.error(error);
  return {
    code: 'internal',
    message: sentence('engine.unexpected', { detail: error instanceof Error ? error.message : String(error) }),
    what,
  };
};
