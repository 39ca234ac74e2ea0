import { setTimeout as sleep } from 'node:timers/promises';
import type { Words } from '../../../native-models/words/sentence.ts';
import type { Meaning } from '../../contract/meaning.ts';
import {
  countEmbeddings,
  countVisible,
  forgetOtherModels,
  highestRow,
  type RowWindow,
  type Unseen,
  unseenBy,
} from '../../store/embeddings.ts';
import type { Store } from '../../store/open.ts';
import { toAppError } from '../errors.ts';
import type { SettingsFile } from '../settings.ts';
import type { Sight } from './sight.ts';

/** Looks at the library's pictures in quiet moments, a few at a time, and keeps what it sees. */
export type Filler = Readonly<{
  state: () => Meaning;
  /** Something may be different: pictures, CLIPs, settings. */
  wake: () => void;
  /** Also what was looked at may be different. */
  again: () => void;
  /** Looks at all that is left now, whoever else works; `tell` hears how far it is. */
  all: (signal: AbortSignal, tell: (state: Meaning) => void) => Promise<Meaning>;
  close: () => Promise<void>;
}>;

/** So many pictures go to the engine at once: a run that comes meanwhile waits for them. */
const atOnce = 4;
/** So many rows are looked through for unseen pictures in one go. */
const rowsAtOnce = 4_000;
/** Milliseconds. */
const pauses = { busy: 500, rest: 50, longestRest: 1_000, told: 500 } as const;

/** Where the next unseen pictures are looked for: downwards from the newest, not below what a whole pass has been through. */
type Pass = Readonly<{ model: string; floor: number; below: number; top: number }>;

export const createFiller = ({
  db,
  sight,
  settings,
  busy,
  tell,
}: {
  db: Store;
  sight: () => Promise<Sight | null>;
  settings: SettingsFile;
  busy: () => boolean;
  tell: (state: Meaning) => void;
}): Filler => {
  const closing = new AbortController();
  const { signal } = closing;
  let unread = new Set<number>();
  let pass: Pass | null = null;
  let problem: Words | null = null;
  let shown: Meaning = { state: 'waiting', clip: null, seen: 0, all: 0, unread: 0, problem: null };
  let shownAt = 0;
  let waker = Promise.withResolvers<void>();
  let forgot = '';

  const show = (state: Meaning['state'], clip: Meaning['clip'] = shown.clip, counted: Partial<Meaning> = {}): void => {
    const next = { ...shown, unread: unread.size, problem: state === 'failed' ? problem : null, ...counted, state, clip };
    const changed = next.state !== shown.state || next.clip?.id !== shown.clip?.id;
    const differs = JSON.stringify(next) !== JSON.stringify(shown);
    shown = next;
    if (!changed && (!differs || Date.now() - shownAt < pauses.told)) return;
    shownAt = Date.now();
    tell(next);
  };
  const counts = (model: string): Pick<Meaning, 'seen' | 'all'> => {
    const all = countVisible(db);
    // those in the bin were seen, too
    return { seen: Math.min(countEmbeddings(db, model), all), all };
  };

  const passFor = (model: string): Pass => {
    const top = highestRow(db) + 1;
    if (pass === null || pass.model !== model) {
      unread = new Set();
      return { model, floor: 0, below: top, top };
    }
    // all that was there is seen: only what came since is looked for
    if (pass.below <= pass.floor + 1 && top > pass.top) return { model, floor: pass.top - 1, below: top, top };
    return pass;
  };

  /** The next pictures that nobody has seen; null where there are none left. */
  const next = async (model: string): Promise<readonly Unseen[] | null> => {
    for (;;) {
      const now = passFor(model);
      const window: RowWindow = { above: Math.max(now.floor, now.below - rowsAtOnce), below: now.below };
      if (window.below <= now.floor + 1) {
        pass = now;
        return null;
      }
      const found = unseenBy(db, model, window, atOnce);
      const lowest = found.length < atOnce ? window.above + 1 : found.at(-1)!.row;
      pass = { ...now, below: lowest };
      const wanted = found.filter(({ row }) => !unread.has(row));
      if (wanted.length > 0) return wanted;
      await sleep(0);
    }
  };

  const look = async (opened: Sight, pictures: readonly Unseen[]): Promise<void> => {
    const one = async (some: readonly Unseen[]): Promise<void> => {
      for (const row of await opened.look(some)) unread.add(row);
    };
    try {
      await one(pictures);
    } catch (error) {
      // one of them may be at fault: each is given a chance of its own
      let failed = 0;
      for (const picture of pictures) {
        await one([picture]).catch(() => {
          failed += 1;
          unread.add(picture.row);
        });
      }
      if (failed === pictures.length) throw error;
    }
  };

  const clipOf = ({ clip }: Sight): Meaning['clip'] => ({ id: clip.id, name: clip.title ?? clip.name });

  /** Looks at the next few; answers whether there may be more. */
  const step = async (): Promise<boolean> => {
    const opened = await sight();
    if (opened === null) {
      show(settings.get().meaning === 'off' ? 'off' : 'no-clip', null, { seen: 0, all: countVisible(db) });
      return false;
    }
    const clip = clipOf(opened);
    const batch = await next(opened.model);
    if (batch === null) {
      show('done', clip, counts(opened.model));
      // what another CLIP saw is of no use once this one has seen all
      if (forgot !== opened.model) forgetOtherModels(db, opened.model);
      forgot = opened.model;
      return false;
    }
    show('working', clip, counts(opened.model));
    await look(opened, batch);
    show('working', clip, { seen: Math.min(shown.seen + batch.length, shown.all) });
    return true;
  };

  const fail = (error: unknown): void => {
    problem = toAppError(error).message;
    // what could not be looked at in such a state is no fault of its own
    [pass, unread] = [null, new Set()];
    show('failed');
  };

  const loop = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      if (settings.get().meaning === 'paused') {
        const opened = await sight();
        show('paused', opened === null ? null : clipOf(opened), opened === null ? {} : counts(opened.model));
        await woken();
      } else if (busy()) {
        if (shown.state === 'working') show('waiting');
        await sleep(pauses.busy, undefined, { signal, ref: false });
      } else {
        const from = performance.now();
        const more = await step().catch((error: unknown) => {
          signal.throwIfAborted();
          fail(error);
          return false;
        });
        const spent = performance.now() - from;
        if (more) await sleep(Math.min(pauses.longestRest, Math.max(pauses.rest, spent)), undefined, { signal, ref: false });
        else await woken();
      }
    }
  };
  const woken = async (): Promise<void> => {
    await waker.promise;
    waker = Promise.withResolvers();
  };

  let running: Promise<void> | null = null;
  const begin = (): void => {
    running ??= loop().catch((error: unknown) => {
      if (!signal.aborted) fail(error);
    });
  };

  const wake = (): void => {
    begin();
    waker.resolve();
  };

  return {
    state: () => shown,
    wake,
    again: () => {
      pass = null;
      wake();
    },
    all: async (stop, hear) => {
      for (;;) {
        stop.throwIfAborted();
        const more = await step();
        hear(shown);
        if (!more) return shown;
      }
    },
    close: async () => {
      closing.abort();
      waker.resolve();
      await running?.catch(() => undefined);
    },
  };
};
