import { setTimeout as sleep } from 'node:timers/promises';
import type { Publish } from '../../contract/events.ts';
import type { Store } from '../../store/open.ts';
import type { WindowUse } from '../window-use.ts';
import { hashOf } from './hash.ts';
import type { Shelf } from './look.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

type Unread = Readonly<{ name: string; path: string; bytes: number }>;

/** What has no hash yet, the smallest first: a LoRA is found by content long before the last checkpoint is read. */
const unreadOf = ({ models, files }: Shelf): readonly Unread[] =>
  [
    ...models
      .filter(({ hash, problems }) => hash === null && problems.length === 0)
      .map(({ name, folder, bytes }) => ({ name, path: folder, bytes })),
    ...files
      .filter(({ hash, problems }) => hash === null && problems.length === 0)
      .map(({ name, file, bytes }) => ({ name, path: file, bytes })),
  ].toSorted((a, b) => a.bytes - b.bytes);

const lookEvery = 2_000;
const tellEvery = 300;

/**
 * Computes the hashes of models and their files in quiet moments, one at a time, and tells how far it is. It waits while pictures are made, and while somebody is at a window.
 * `stop` ends it in the middle of a file.
 */
export const createHasher = ({
  db,
  publish,
  shelf,
  busy,
  use,
  done,
}: {
  db: Store;
  publish: Publish;
  /** What was last seen; null before anybody looked. */
  shelf: () => Shelf | null;
  busy: () => boolean;
  use: Pick<WindowUse, 'over'>;
  /** Called when new hashes are there to be shown. */
  done: () => Promise<unknown>;
}): { stop: () => Promise<void> } => {
  const stopping = new AbortController();
  const { signal } = stopping;
  /** What could not be read, so that it is not tried again at every look. */
  const refused = new Set<string>();

  const readOne = async ({ name, path, bytes }: Unread, left: number): Promise<void> => {
    let last = 0;
    const tell = (read: number): void => publish('models.hashing', { name, done: read, bytes, left });
    await hashOf(db, path, {
      signal,
      progress: async (read) => {
        if (Date.now() - last >= tellEvery) {
          last = Date.now();
          tell(read);
        }
        await use.over(signal);
      },
    }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      refused.add(path);
    });
    tell(bytes);
  };

  const pass = async (list: readonly Unread[]): Promise<void> => {
    let shown = Date.now();
    for (const [index, one] of list.entries()) {
      while (busy()) await sleep(lookEvery, undefined, { signal });
      await use.over(signal);
      await readOne(one, list.length - index - 1);
      if (Date.now() - shown < lookEvery) continue;
      await done();
      shown = Date.now();
    }
    await done();
  };

  const loop = async (): Promise<void> => {
    for (;;) {
      await sleep(lookEvery, undefined, { signal, ref: false });
      const seen = shelf();
      const unread = seen === null ? [] : unreadOf(seen).filter(({ path }) => !refused.has(path));
      if (unread.length > 0) await pass(unread);
    }
  };
  const ended = loop().catch((error: unknown) => {
    if (!signal.aborted) publish('studio.notice', { level: 'warning', message: sentence('hashes.stopped', { detail: String(error) }) });
  });
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
};
