import { inEnglish, type Words } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** What can go wrong with a model folder, a request or a run, for a program to tell apart. The message is for the person. */
export type PictureErrorCode =
  // the model
  | 'model-not-found' // no such folder, or not a folder
  | 'model-incomplete' // a component that the picture needs is not there
  | 'model-unsupported' // understood, but not something that this program can run
  | 'model-closed' // used after closeModel()
  | 'file-missing'
  | 'file-damaged' // truncated, empty or not what its name says
  | 'file-too-large' // a JSON file beyond any sensible size
  | 'file-unreadable' // there, but the system refuses to read it
  | 'path-unsafe' // a link or an external-data path that leaves the model folder
  | 'external-data-missing'
  | 'external-data-damaged'
  | 'config-invalid' // a JSON file that says something impossible
  | 'operator-unsupported' // a graph that was fused for another machine
  | 'type-unsupported' // bfloat16, float8 and the like
  | 'provider-unavailable'
  | 'out-of-memory'
  // the request
  | 'prompt-invalid'
  | 'size-unsupported'
  | 'steps-out-of-range'
  | 'guidance-invalid'
  | 'seed-invalid'
  | 'source-invalid' // the parent image, its strength or its mask
  | 'piece-unknown' // a sampler, schedule, guidance, noise, prior or prompt syntax by a name that is not in the table
  | 'piece-refused' // known, but not with these options or not in this company
  // the run
  | 'not-finite' // NaN or infinity in latents or pixels
  | 'run-failed';

/** A failure that a person can meet and do something about. Anything else that is thrown is a defect of ours. */
export class PictureError extends Error {
  readonly code: PictureErrorCode;

  /** Name the thing and what to do, in whole sentences. */
  readonly words: Words;

  constructor(code: PictureErrorCode, words: Words, options?: ErrorOptions) {
    super(inEnglish(words), options);
    this.name = 'PictureError';
    this.code = code;
    this.words = words;
  }
}

/** Runs `use`; the refusals of tables (names, options, numbers) become errors for a person. */
export const refusing = <T>(code: PictureErrorCode, use: () => T): T => {
  try {
    return use();
  } catch (error) {
    if (error instanceof Refusal) throw new PictureError(code, error.words, { cause: error });
    throw error;
  }
};
