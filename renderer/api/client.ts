import type { CallOutput, Invoke } from '../../electron/contract/calls.ts';
import type { StudioBridge, Subscribe } from '../../electron/contract/events.ts';
import type { AppError, Result } from '../../electron/contract/result.ts';
import { inEnglish, type Words } from '../../native-models/words/sentence.ts';

/** An error that the user can meet, with its code. */
export class CallError extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(inEnglish(error.message));
    this.name = 'CallError';
    this.error = error;
  }
}

/** What the screens see of the studio: typed calls, typed events, addresses of pictures. */
export type Client = Readonly<{
  kind: StudioBridge['kind'];
  invoke: Invoke;
  subscribe: Subscribe;
  imageUrl: StudioBridge['imageUrl'];
  sourceUrl: StudioBridge['sourceUrl'];
  modelImageUrl: StudioBridge['modelImageUrl'];
  previewUrl: StudioBridge['previewUrl'];
}>;

const unwrap = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new CallError(result.error);
};

/** The bridge carries values that the other side has parsed against the contract; here they get their types back. */
export const createClient = (bridge: StudioBridge): Client => ({
  kind: bridge.kind,
  invoke: async (name, input) => unwrap((await bridge.invoke(name, input)) as Result<CallOutput<typeof name>>),
  subscribe: (name, listener) => bridge.subscribe(name, listener as (payload: unknown) => void),
  imageUrl: bridge.imageUrl,
  sourceUrl: bridge.sourceUrl,
  modelImageUrl: bridge.modelImageUrl,
  previewUrl: bridge.previewUrl,
});

/** What an error says to a person. */
export const wordsOf = (error: unknown): Words => {
  if (error instanceof CallError) return error.error.message;
  return error instanceof Error ? error.message : String(error);
};

/** What the user is told of an error. */
export type Fault = Pick<AppError, 'code' | 'message'>;
export const faultOf = (error: unknown): Fault =>
  error instanceof CallError ? error.error : { code: 'internal', message: wordsOf(error) };
