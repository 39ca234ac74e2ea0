import { Failure } from '../../contract/failure.ts';
import type { LibraryQuery } from '../../contract/query/library-query.ts';
import type { LibraryReport } from '../../contract/library-report.ts';
import type { LibraryMove } from '../../contract/places.ts';
import { takeLock } from '../../store/lock.ts';
import { cancelled } from '../../host/abort.ts';
import { checkout } from '../../host/checkout.ts';
import { resolveHome, withLibrary } from '../../host/home.ts';
import { realDisk } from '../../host/library/durable-write.ts';
import { type Mover, createMover } from '../../host/library/mover.ts';
import { readPlace } from '../../host/library/place.ts';
import { rebuildIndex } from '../../host/library/rebuild.ts';
import type { LibraryCommand } from './arguments.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';
import { jsonLine } from '../json-line.ts';
import { withStudio } from '../studio.ts';
import { untilStopped } from '../until-stopped.ts';

const usual = resolveHome();

const where = (json: boolean): void => {
  const { library, move } = readPlace(usual);
  const { store, models, exportsTo: exports } = withLibrary(usual, library);
  const rows = { library, store, models, exports };
  if (json) process.stdout.write(jsonLine({ ...rows, move }));
  else
    process.stdout.write(
      `${Object.entries(rows)
        .map(([name, path]) => `${name.padEnd(8)}  ${path}\n`)
        .join('')}`,
    );
  if (!json && move?.phase === 'copy') process.stdout.write(`A move to “${move.other}” was cut off: the same command goes on with it.\n`);
};

const lines = ({ added, moved, missing, changed, unread }: LibraryReport): string[] => [
  ...added.map((file) => `added     ${file}`),
  ...moved.map(({ from, to }) => `renamed   ${from} → ${to}`),
  ...missing.map((file) => `missing   ${file}`),
  ...changed.map((file) => `changed   ${file}`),
  ...unread.map(({ file, reason }) => `unread    ${file}: ${inEnglish(reason)}`),
];

/** Answers whether all is there and as it was. */
const check = async (how: LibraryReport['how'], json: boolean): Promise<boolean> => {
  const report = await withStudio((studio) => studio.check(how));
  if (json) process.stdout.write(jsonLine(report));
  else for (const line of [...lines(report), `${report.pictures} pictures looked at`]) process.stdout.write(`${line}\n`);
  return report.missing.length + report.changed.length + report.unread.length === 0;
};

const search = (query: LibraryQuery, limit: number, json: boolean): Promise<void> =>
  withStudio(async (studio) => {
    for (const { id, recipe } of await studio.search(query, limit)) {
      const file = studio.imageFile(id) ?? '';
      process.stdout.write(json ? jsonLine({ id, file, recipe }) : `${file}  ${recipe.prompt.replace(/\s+/g, ' ').slice(0, 80)}\n`);
    }
  });

/** Answers whether all could be read; what was looked at before Ctrl+C is kept. */
const look = async (json: boolean): Promise<boolean> => {
  const line = process.stderr.isTTY && !json;
  return withStudio(async ({ meaning }) => {
    await meaning.able();
    const { seen, all, unread, clip } = await untilStopped((signal) =>
      meaning.lookAtAll(signal, (now) => {
        if (line) process.stderr.write(`\r\x1b[2K${now.seen}/${now.all}`);
      }),
    );
    if (line) process.stderr.write('\r\x1b[2K');
    process.stdout.write(
      json ? jsonLine({ seen, all, unread, clip }) : `${seen} of ${all} pictures are looked at by ${clip?.name ?? ''}\n`,
    );
    if (unread > 0 && !json) process.stderr.write(`${unread} cannot be read\n`);
    return unread === 0;
  });
};

/** Answers whether every file could be read; cut off by Ctrl+C all is as it was. */
const rebuild = async (json: boolean): Promise<boolean> => {
  const line = process.stderr.isTTY && !json;
  const { pictures, unread, backup, lost } = await untilStopped((signal) =>
    rebuildIndex(
      { usual, appFolder: checkout.root, disk: realDisk, clock: Date.now },
      { signal, tell: (done, total) => line && process.stderr.write(`\r\x1b[2K${done}/${total}`) },
    ),
  );
  if (line) process.stderr.write('\r\x1b[2K');
  const text = [
    ...unread.map(({ file, reason }) => `unread    ${file}: ${inEnglish(reason)}`),
    ...(lost === null ? [] : [`The old index could not be read (${lost}): the prompt log begins anew with these pictures.`]),
    ...(backup === null ? [] : [`The old index is ${backup}`]),
    `${pictures} pictures are in the new index`,
  ];
  process.stdout.write(json ? jsonLine({ pictures, unread, backup, lost }) : `${text.join('\n')}\n`);
  return unread.length === 0;
};

/** A mover of a library that nobody has open in a window; `use` is cut off by Ctrl+C. */
const withMover = async (use: (mover: Mover) => Promise<void>): Promise<void> => {
  const lock = takeLock(usual.queueLock, `process ${process.pid}`);
  if (lock === null) {
    const message = 'The library is open in a window. Close it, or move the library there, in the settings.';
    throw new Failure({ code: 'library-busy', message, what: usual.data });
  }
  const line = process.stderr.isTTY;
  const tell = (move: LibraryMove | null): void => {
    if (line) process.stderr.write(move === null ? '\r\x1b[2K' : `\r\x1b[2K${move.state} ${move.files}/${move.total}`);
  };
  const mover = createMover({ usual, appFolder: checkout.root, disk: realDisk, tell, whileClosed: (work) => work() });
  try {
    await untilStopped(async (signal) => {
      signal.addEventListener('abort', () => void mover.close());
      await use(mover);
      await mover.settled();
    });
    const left = mover.move();
    if (left?.error != null) throw new Failure(left.error);
    if (left?.state === 'interrupted') throw cancelled();
  } finally {
    lock.release();
  }
};

const move = (to: string): Promise<void> =>
  withMover(async (mover) => {
    const { library, move: left } = readPlace(usual);
    if (library === to && left?.phase === 'clear') mover.recover();
    else await mover.start(to);
  }).then(() => void process.stdout.write(`${to}\n`));

/** Runs one `library` command; answers whether all was well. */
export const library = async (command: Exclude<LibraryCommand, { kind: 'help' }>): Promise<boolean> => {
  switch (command.kind) {
    case 'where':
      where(command.json);
      return true;
    case 'check':
      return check(command.how, command.json);
    case 'search':
      await search(command.query, command.limit, command.json);
      return true;
    case 'look':
      return look(command.json);
    case 'rebuild':
      return rebuild(command.json);
    case 'move':
      await move(command.to);
      return true;
    case 'stop-move':
      await withMover((mover) => mover.stop());
      return true;
  }
};
