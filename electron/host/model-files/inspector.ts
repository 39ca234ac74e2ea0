import { basename } from 'node:path';
import type { EngineModel, ModelReport } from '../../contract/engine.ts';
import { Failure } from '../../contract/failure.ts';
import type { Engine } from '../engine.ts';
import { inTime, TooLong } from './patience.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** Looks into models in an engine process of its own, which may hang or die over one without touching a picture in the making. */
export type Inspector = Readonly<{
  /** One after the other. Throws a `Failure`: what is wrong with the model, `engine-died` where no process can be had at all. */
  inspect: (model: EngineModel) => Promise<ModelReport>;
  close: () => Promise<void>;
}>;

/** Headers are read in milliseconds; a disk that has to wake up takes ten seconds. */
const usual = { limit: 20_000, idle: 3_000 } as const;

const failure = (message: Words, model: EngineModel): Failure => new Failure({ code: 'model-broken', message, what: model.path });

/** `open` starts a process; it ends after `idle` milliseconds without a question, or with a model that hangs for `limit`. */
export const createInspector = (open: () => Engine, { limit, idle }: Readonly<{ limit: number; idle: number }> = usual): Inspector => {
  let process: Engine | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let resting: NodeJS.Timeout | null = null;
  let closed = false;

  const end = async (): Promise<void> => {
    const old = process;
    process = null;
    old?.kill(sentence('death.closed'));
    await old?.close();
  };

  const one = async (model: EngineModel): Promise<ModelReport> => {
    if (closed) throw new Failure({ code: 'cancelled', message: sentence('studio.closing'), what: null });
    if (resting !== null) clearTimeout(resting);
    process ??= open();
    const name = basename(model.path);
    await process.about();
    try {
      return await inTime(process.inspect(model), limit);
    } catch (error) {
      if (error instanceof TooLong) {
        await end();
        const seconds = Math.round(limit / 1000);
        throw failure(sentence('look.too-long', { name, seconds }), model);
      }
      if (!(error instanceof Failure) || error.error.code !== 'engine-died' || closed) throw error;
      await end();
      throw failure(sentence('look.died', { name }), model);
    } finally {
      resting = setTimeout(() => void end(), idle);
      resting.unref();
    }
  };

  return {
    inspect: (model) => {
      const answer = last.then(() => one(model));
      last = answer.catch(() => undefined);
      return answer;
    },
    close: async () => {
      closed = true;
      if (resting !== null) clearTimeout(resting);
      await end();
    },
  };
};
