import type { Readable } from 'node:stream';
import type { NetworkEntry } from '../../contract/downloads.ts';
import type { Answer } from './door.ts';
import { explain } from './faults.ts';

type Counted = Readonly<{
  body: Readable;
  host: string;
  signal: AbortSignal;
  status: number;
  end: (change: Partial<NetworkEntry>) => void;
  done: () => void;
}>;

/** The body of an answer, counted for the log. */
export const counted = ({ body, host, signal, status, end, done }: Counted): Pick<Answer, 'body' | 'close'> => {
  let bytes = 0;
  let ended = false;
  const finish = (problem: string | null): void => {
    if (ended) return;
    ended = true;
    done();
    end({ status, bytes, problem });
  };
  // a body that nobody reads any more may still fail
  body.on('error', () => undefined);
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        const part = chunk as Buffer;
        bytes += part.length;
        yield part;
      }
      finish(null);
    } catch (error) {
      const failure = explain(signal.aborted ? signal.reason : error, host);
      finish(failure.message);
      throw failure;
    } finally {
      body.destroy();
      finish(null);
    }
  }
  return {
    body: read(),
    close: () => {
      body.destroy();
      finish(null);
    },
  };
};
