import { app } from 'electron';
import { resolve } from 'node:path';
import { linkScheme } from '../contract/link.ts';

/** What a command line names besides the program itself: files and links of ours, files from `folder`. */
const named = (argv: readonly string[], folder: string): readonly string[] =>
  argv
    .filter((word) => /\.(tincture|png|jpe?g|webp|avif)$/i.test(word) || word.startsWith(`${linkScheme}:`))
    .map((word) => (word.startsWith(`${linkScheme}:`) ? word : resolve(folder, word)));

/** Hands over what the system opens with us: at the start, while we run, and what came before there was anyone to take it. */
export const collectOpenings = (): ((open: (what: string) => void) => void) => {
  let waiting: readonly string[] | null = named(process.argv.slice(1), process.cwd());
  let take = (what: string): void => void (waiting = [...(waiting ?? []), what]);
  // a Mac sends events, others a command line
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take(path);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take(url);
  });
  app.on('second-instance', (_event, argv, folder) => named(argv.slice(1), folder).forEach((what) => take(what)));
  return (open) => {
    take = open;
    for (const what of waiting ?? []) open(what);
    waiting = null;
  };
};
