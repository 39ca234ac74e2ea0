import type { LibraryReport } from '../../contract/library-report.ts';
import { imageById } from '../../store/images.ts';
import type { Context } from '../context.ts';
import { changedFiles } from './check-files.ts';
import { type Found, reconcile } from './reconcile.ts';
import { sentence, type Words } from '../../../native-models/words/sentence.ts';

/** Looks at the library's files, puts the index in order, and tells what was found. */
export type Checks = Readonly<{
  /** Puts the index in order, and looks for changed files after that: resolves between the two, so that a start does not wait for the second. */
  begin: () => Promise<void>;
  /** What the last look found; null before the first. */
  last: () => LibraryReport | null;
  /** One at a time. */
  check: (how: LibraryReport['how']) => Promise<LibraryReport>;
  close: () => Promise<void>;
}>;

/** What a person should know of it, ; null where all is as it was. `fresh`: the index has just been made anew. */
export const tellingOf = ({ added, moved, missing, changed, unread }: LibraryReport, index: 'fresh' | 'old'): Words | null => {
  const said = [
    index === 'fresh' && added.length > 0 && sentence('check.added', { count: added.length }),
    moved.length > 0 && sentence('check.moved', { count: moved.length }),
    missing.length > 0 && sentence('check.missing', { count: missing.length }),
    changed.length > 0 && sentence('check.changed', { count: changed.length }),
    index === 'fresh' && unread.length > 0 && sentence('check.unread', { count: unread.length }),
  ].filter((part) => part !== false);
  const names = [...changed, ...missing, ...(index === 'fresh' ? unread.map(({ file }) => file) : [])].slice(0, 3);
  const examples = names.length === 0 ? [] : [sentence('check.example', { names: names.join(', ') })];
  return said.length === 0 ? null : [sentence('check.folder'), ...said, ...examples];
};

export const createChecks = (context: Context): Checks => {
  const { db, publish, clock } = context;
  const controller = new AbortController();
  let last: LibraryReport | null = null;
  let current: Promise<LibraryReport> | null = null;

  const announce = ({ indexed, missing, back, moved }: Found): void => {
    for (const image of indexed) publish('image.added', image);
    for (const id of [...missing, ...back, ...moved.map((one) => one.id)]) {
      const image = imageById(db, id);
      if (image !== null) publish('image.changed', image);
    }
  };

  const tidy = async (): Promise<Found> => {
    const found = await reconcile(context);
    announce(found);
    return found;
  };

  const compare = async (found: Found, how: LibraryReport['how']): Promise<LibraryReport> => {
    const { pictures, changed } = await changedFiles(context, how, controller.signal);
    const fileOf = (id: Found['missing'][number]): string => imageById(db, id)?.file ?? id;
    const report: LibraryReport = {
      checkedAt: clock(),
      how,
      pictures,
      added: found.indexed.map(({ file }) => file),
      moved: found.moved.map(({ from, to }) => ({ from, to })),
      missing: found.missing.map(fileOf),
      changed,
      unread: [...found.unread],
    };
    const index = pictures === found.indexed.length ? 'fresh' : 'old';
    const message = tellingOf(report, index);
    // said once: what was told after an earlier look is not new
    if (message !== null && JSON.stringify(message) !== JSON.stringify(last === null ? null : tellingOf(last, index)))
      publish('studio.notice', { level: 'warning', message });
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
    begin: async () => {
      const found = await tidy();
      void under(compare(found, 'quick'));
    },
    check: async (how) => {
      await current?.catch(() => undefined);
      return under(tidy().then((found) => compare(found, how)));
    },
    close: async () => {
      controller.abort();
      await current?.catch(() => undefined);
    },
  };
};
