import { setTimeout as sleep } from 'node:timers/promises';
import type { LibraryReport } from '../../contract/library-report.ts';
import { imageById } from '../../store/images.ts';
import { changedNames, changesTold, countImages, missingNames } from '../../store/library-files.ts';
import type { Context } from '../context.ts';
import type { WindowUse } from '../window-use.ts';
import { compareFiles } from './check-files.ts';
import { type Found, reconcile } from './reconcile.ts';
import { sentence, type Words } from '../../../native-models/words/sentence.ts';

/** Looks at the library's files, puts the index in order, and tells what was found. */
export type Checks = Readonly<{
  /** Puts the index in order, and looks for changed files after that, while nobody is at a window: resolves between the two, so that a start does not wait for the second. */
  begin: (use: Pick<WindowUse, 'over'>) => Promise<void>;
  /** What the last look found; null before the first. */
  last: () => LibraryReport | null;
  /** One at a time. */
  check: (how: LibraryReport['how']) => Promise<LibraryReport>;
  close: () => Promise<void>;
}>;

/** What is new to a person: names, or how many there are. */
type News = Readonly<{ added: number; moved: number; missing: readonly string[]; changed: readonly string[]; unread: readonly string[] }>;
const noNews: News = { added: 0, moved: 0, missing: [], changed: [], unread: [] };

/** It in sentences; null where nothing is new. */
const tellingOf = ({ added, moved, missing, changed, unread }: News): Words | null => {
  const said = [
    added > 0 && sentence('check.added', { count: added }),
    moved > 0 && sentence('check.moved', { count: moved }),
    missing.length > 0 && sentence('check.missing', { count: missing.length }),
    changed.length > 0 && sentence('check.changed', { count: changed.length }),
    unread.length > 0 && sentence('check.unread', { count: unread.length }),
  ].filter((part) => part !== false);
  const names = [...changed, ...missing, ...unread].slice(0, 3);
  const examples = names.length === 0 ? [] : [sentence('check.example', { names: names.join(', ') })];
  return said.length === 0 ? null : [sentence('check.folder'), ...said, ...examples];
};

/** Milliseconds between the batches of a look that nobody waits for, three times as long as one takes: who has just opened the window has begun to use it. */
const restAtStart = 20;

/** Windows are told which pictures changed up to this many; past it they ask again for what is in sight. */
const namedAtMost = 500;

export const createChecks = (context: Context): Checks => {
  const { db, publish, clock } = context;
  const closing = new AbortController();
  /** Ends the look of the start: who asks for one gets a whole one at once. */
  const asked = new AbortController();
  let last: LibraryReport | null = null;
  let current: Promise<LibraryReport> | null = null;

  const announce = ({ indexed, missing, back, moved }: Found): void => {
    for (const image of indexed) publish('image.added', image);
    const others = [...missing.map(({ id }) => id), ...back, ...moved.map(({ id }) => id)];
    if (others.length > namedAtMost) publish('images.changed', { ids: null });
    else
      for (const id of others) {
        const image = imageById(db, id);
        if (image !== null) publish('image.changed', image);
      }
  };

  const tell = (news: News): void => {
    const message = tellingOf(news);
    if (message !== null) publish('studio.notice', { level: 'warning', message });
  };

  const tidy = async (): Promise<Found> => {
    const found = await reconcile(context);
    announce(found);
    const { indexed, moved, missing, unread } = found;
    // an index that has just been made anew: otherwise files that are no pictures of ours are nobody's business, and new ones are seen as they come
    const isFresh = indexed.length > 0 && indexed.length === countImages(db);
    tell({
      ...noNews,
      moved: moved.length,
      missing: missing.map(({ file }) => file),
      ...(isFresh ? { added: indexed.length, unread: unread.map(({ file }) => file) } : {}),
    });
    return found;
  };

  const compare = async (
    { indexed, moved, unread }: Found,
    how: LibraryReport['how'],
    signal: AbortSignal,
    rest?: () => Promise<unknown>,
  ): Promise<LibraryReport> => {
    const pictures = await compareFiles(context, how, signal, rest);
    const changed = changedNames(db);
    const report: LibraryReport = {
      checkedAt: clock(),
      how,
      pictures,
      added: indexed.map(({ file }) => file),
      moved: moved.map(({ from, to }) => ({ from, to })),
      missing: missingNames(db),
      changed: changed.all,
      unread: [...unread],
    };
    if (changed.untold.length > 0) {
      tell({ ...noNews, changed: changed.untold });
      changesTold(db);
    }
    last = report;
    publish('library.checked', report);
    return report;
  };

  const under = (looking: Promise<LibraryReport>): Promise<LibraryReport> => {
    current = looking.finally(() => {
      current = null;
    });
    current.catch(() => undefined);
    return current;
  };

  return {
    last: () => last,
    begin: async (use) => {
      const found = await tidy();
      const signal = AbortSignal.any([closing.signal, asked.signal]);
      const rest = async (): Promise<void> => {
        await sleep(restAtStart, undefined, { signal });
        await use.over(signal);
      };
      void under(compare(found, 'quick', signal, rest));
    },
    check: async (how) => {
      asked.abort();
      await current?.catch(() => undefined);
      return under(tidy().then((found) => compare(found, how, closing.signal)));
    },
    close: async () => {
      closing.abort();
      await current?.catch(() => undefined);
    },
  };
};
