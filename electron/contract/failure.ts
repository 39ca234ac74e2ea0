import { inEnglish } from '../../native-models/words/sentence.ts';
import type { AppError } from './result.ts';

/** An error that a user can meet, on its way to becoming a value. Anything else that is thrown is a defect. */
export class Failure extends Error {
  readonly error: AppError;

  constructor(error: AppError, options?: ErrorOptions) {
    super(inEnglish(error.message), options);
    this.name = 'Failure';
    this.error = error;
  }
}
