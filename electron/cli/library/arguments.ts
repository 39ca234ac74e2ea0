import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '../../contract/failure.ts';
import { type LibraryQuery, querySorts, usualSort } from '../../contract/query/library-query.ts';
import type { LibraryReport } from '../../contract/library-report.ts';

export type LibraryCommand = Readonly<
  | { kind: 'help' }
  | { kind: 'where'; json: boolean }
  | { kind: 'check'; how: LibraryReport['how']; json: boolean }
  | { kind: 'rebuild'; json: boolean }
  | { kind: 'search'; query: LibraryQuery; limit: number; json: boolean }
  | { kind: 'look'; json: boolean }
  | { kind: 'move'; to: string }
  | { kind: 'stop-move' }
>;

export const libraryUsage = `Where the library lies, and whether all of it is there.

  npm run library -- where [--json]
  npm run library -- check [--thorough] [--json]   puts index and files in order, and tells what was found
  npm run library -- search "QUERY" [--sort ORDER] [--limit N] [--json]   the files that a query finds, 50 where N is not said
  npm run library -- look [--json]                 looks at all pictures for search by meaning, which a window does in quiet moments
  npm run library -- rebuild [--json]              makes the index anew from the pictures alone; the old one is kept
  npm run library -- move FOLDER                   into an empty folder; the same command goes on after a cut
  npm run library -- stop-move                     gives up a move that was cut off, and removes the copies

A query is what the search box takes: "red balloon rating>=4", and "~a cat in the snow" for what pictures
show. ORDER is newest, oldest, rating, fit, likeness (where there is a ~) or added.

A move copies every file, reads it back, switches, and removes the old folder's copies. Close the
window before it, or move the library there, in the settings. rebuild keeps the prompt log, runs and
grids where the old index can be read; ratings, tags and collections lie beside the pictures.
Status: 0 done, 1 failed or something is missing, changed or unreadable, 2 wrong input, 130 cut off.
`;

const badInput = (message: string): Failure => new Failure({ code: 'bad-input', message, what: 'arguments' });

const parseWords = (words: readonly string[]) => {
  try {
    return parseArgs({
      args: [...words],
      options: {
        thorough: { type: 'boolean' },
        json: { type: 'boolean' },
        sort: { type: 'string' },
        limit: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw badInput(error instanceof Error ? error.message : String(error));
  }
};

const toSearch = (words: readonly string[], sort: string | undefined, limit: string | undefined) => {
  const text = words.join(' ');
  const order = sort === undefined ? usualSort(text) : querySorts.find((one) => one === sort);
  if (order === undefined) throw badInput(`--sort is one of ${querySorts.join(', ')}, not “${sort}”.`);
  const most = limit === undefined ? 50 : Number(limit);
  if (!Number.isInteger(most) || most < 1) throw badInput('--limit is a whole number from 1 on.');
  return { query: { text, sort: order }, limit: most };
};

/** The words after `library`. Throws a `Failure` that names the word which makes no sense. */
export const parseLibrary = (words: readonly string[]): LibraryCommand => {
  const { values, positionals } = parseWords(words);
  const [command, ...rest] = positionals;
  const json = values.json ?? false;
  if (values.help === true || command === undefined) return { kind: 'help' };
  if (command === 'move') {
    const [to] = rest;
    if (to === undefined || rest.length > 1) throw badInput('Say one folder: npm run library -- move FOLDER');
    return { kind: 'move', to: resolve(to) };
  }
  if (command === 'search') return { kind: 'search', ...toSearch(rest, values.sort, values.limit), json };
  if (rest.length > 0) throw badInput(`“${rest.join(' ')}” makes no sense after “${command}”.`);
  switch (command) {
    case 'where':
      return { kind: 'where', json };
    case 'check':
      return { kind: 'check', how: values.thorough === true ? 'thorough' : 'quick', json };
    case 'rebuild':
      return { kind: 'rebuild', json };
    case 'look':
      return { kind: 'look', json };
    case 'stop-move':
      return { kind: 'stop-move' };
    default:
      throw badInput(`There is no “library ${command}”. There are: where, check, search, look, rebuild, move, stop-move.`);
  }
};
