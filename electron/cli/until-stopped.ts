import { cancelled } from '../host/abort.ts';

/** Runs work that Ctrl+C and `kill` abort with a `Failure`; who asks once more is given `again`, because it has not ended yet. */
export const untilStopped = async <T>(work: (signal: AbortSignal) => Promise<T>, again: () => void = () => undefined): Promise<T> => {
  const controller = new AbortController();
  const stop = (): void => (controller.signal.aborted ? again() : controller.abort(cancelled()));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
};
