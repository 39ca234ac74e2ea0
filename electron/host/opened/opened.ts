import { basename } from 'node:path';
import type { Publish } from '../../contract/events.ts';
import { linkScheme } from '../../contract/link.ts';
import type { Opened } from '../../contract/opened.ts';
import { readPath } from '../import/read-path.ts';
import { readLink } from './link.ts';

/** What was opened from outside, kept until a window takes it: it may come before there is one. */
export type OpenedFiles = Readonly<{
  /** A file's path, or a link. */
  open: (what: string) => Promise<void>;
  /** All that has not been taken, in order. */
  take: () => readonly Opened[];
}>;

export const createOpened = (publish: Publish): OpenedFiles => {
  let waiting: readonly Opened[] = [];
  const read = async (what: string): Promise<Opened> =>
    what.startsWith(`${linkScheme}:`)
      ? { name: 'link', settings: readLink(what) }
      : { name: basename(what), settings: (await readPath(what)).settings };
  return {
    open: async (what) => {
      waiting = [...waiting, await read(what)];
      publish('opened.added', { waiting: waiting.length });
    },
    take: () => {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
};
