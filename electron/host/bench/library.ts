import { execFileSync } from 'node:child_process';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { unpackIds } from '../../contract/order.ts';
import { type LibraryQuery, mostLike, wholeLibrary } from '../../contract/query/library-query.ts';
import { openCatalogue } from '../../store/catalogue.ts';
import { changeImages, revertChange, takeUndo } from '../../store/changes.ts';
import { packVector, unit } from '../../../native-models/clip/vectors.ts';
import { putEmbeddings } from '../../store/embeddings.ts';
import { imagesByIds } from '../../store/images.ts';
import { bestOf, openLikeness } from '../../store/likeness.ts';
import { openStore } from '../../store/open.ts';
import { buildLibrary } from './build-library.ts';
import type { Start } from './start.ts';

// Prints how long the host takes for what a window asks of a large library. With --check it exits with 1 where a figure misses its target.

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '100000' },
    folder: { type: 'string', default: join(tmpdir(), 'tincture-bench') },
    check: { type: 'boolean', default: false },
  },
});
const pictures = Number(values.pictures);
const home = buildLibrary(values.folder, pictures, (done) => console.error(`making the library: ${done} of ${pictures}`));

/** As many records as a large window shows. */
const screenful = 200;
const rounds = 9;
const now = (): number => Date.UTC(2026, 0, 1);

/** Wall time, and the processor's time: on a machine that others use the second says what the work itself costs. Milliseconds. */
type Cost = Readonly<{ time: number; cpu: number }>;

const cost = (work: () => void): Cost => {
  const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(cpuFrom);
  return { time: performance.now() - from, cpu: (user + system) / 1_000 };
};
const middle = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const median = (costs: readonly Cost[]): Cost => ({
  time: middle(costs.map(({ time }) => time)),
  cpu: middle(costs.map(({ cpu }) => cpu)),
});
const slowest = (costs: readonly Cost[]): Cost => costs.toSorted((a, b) => b.time - a.time)[0] ?? { time: Number.NaN, cpu: Number.NaN };

const db = openStore(home.store);
const idsOf = (query: LibraryQuery, catalogue = openCatalogue(db, now)) =>
  catalogue.list(query).sections.flatMap((section) => unpackIds(section.ids));

type Figure = Readonly<{ name: string; cost: Cost; target: number; note: string }>;
const figures: Figure[] = [];
const report = (name: string, spent: Cost, target: number, note = ''): void => {
  figures.push({ name, cost: spent, target, note });
};

/** Every opening is one of a process that knows nothing yet. */
const opening = Array.from({ length: rounds }, () => {
  const fresh = openStore(home.store);
  const spent = cost(() => {
    const { sections } = openCatalogue(fresh, now).list(wholeLibrary);
    imagesByIds(fresh, unpackIds(sections[0]?.ids ?? '').slice(0, screenful));
  });
  fresh.close();
  return spent;
});
report('opening: ids of all, records of the first screen', median(opening), 100);

const catalogue = openCatalogue(db, now);
const ids = idsOf(wholeLibrary, catalogue);
const jumps = Array.from({ length: 40 }, (_, n) => Math.floor((n / 40) * Math.max(1, ids.length - screenful)));
report(
  'a jump in the scroll: records of a screen (slowest of 40)',
  slowest(jumps.map((at) => cost(() => void imagesByIds(db, ids.slice(at, at + screenful))))),
  50,
);

/** How long others wait while it is read what searches and counts are made of: it is read in slices. */
const waits: Cost[] = [];
let warming = true;
const warm = (async () => {
  const from = performance.now();
  await catalogue.warmUp();
  warming = false;
  return performance.now() - from;
})();
while (warming) {
  const from = [performance.now(), process.cpuUsage()] as const;
  await setImmediate();
  const { user, system } = process.cpuUsage(from[1]);
  waits.push({ time: performance.now() - from[0], cpu: (user + system) / 1_000 });
}
report('reading what is searched and counted by: longest hold of the host', slowest(waits), 50, `${(await warm).toFixed(0)} ms in all`);
const searches = [
  '',
  'red',
  'red balloon',
  '"red balloon" beach',
  'b',
  '-red',
  'rating>=4 model:starter',
  'tag:"tag 7" date>=2024-06-01',
  'collection:"collection 3" favourite:yes',
  'size:512x768 seed:7 sampler:euler',
  'red rating>=1 -tag:"tag 3" date:2024',
];
for (const text of searches) {
  let count = 0;
  const costs = Array.from({ length: rounds }, (_, round) => {
    // each round asks something that is not remembered
    const query: LibraryQuery = { text: `${text}${' '.repeat(round + 1)}`, sort: 'newest' };
    return cost(() => {
      count = catalogue.list(query).count;
      catalogue.facets(query);
    });
  });
  report(`search “${text}”: ids, facets and counts`, median(costs), 50, `${count} found`);
}

/** A search by meaning: vectors of 256 numbers for all pictures, read and ranked in slices between which others have their turn. */
const width = 256;
let state = 1;
// noise is as good as a CLIP's vectors for the time it takes
const noise = (): Float32Array => unit(Float32Array.from({ length: width }, () => (state = (state * 48_271) % 2_147_483_647) - 2 ** 30));
const everyRow = catalogue.rows(wholeLibrary);
db.exec("DELETE FROM embeddings WHERE model = 'bench'");
for (let from = 0; from < everyRow.length; from += 5_000)
  putEmbeddings(
    db,
    'bench',
    everyRow.slice(from, from + 5_000).map((row) => ({ row, vector: packVector(noise()), fit: null })),
  );
/** How long others wait while `work` goes on. */
const holdsOf = async (work: () => Promise<unknown>): Promise<Cost[]> => {
  const holds: Cost[] = [];
  let going = true;
  let from = [performance.now(), process.cpuUsage()] as const;
  const ended = work().finally(() => {
    going = false;
  });
  while (going) {
    await setImmediate();
    const { user, system } = process.cpuUsage(from[1]);
    holds.push({ time: performance.now() - from[0], cpu: (user + system) / 1_000 });
    from = [performance.now(), process.cpuUsage()];
  }
  await ended;
  return holds;
};
// what making a hundred thousand vectors left behind is no part of reading them; it is given back in the turn after the collection
setFlagsFromString('--expose-gc');
runInNewContext('gc()');
await setTimeout(50);
const likeness = openLikeness(db, 'bench');
report(
  'reading what pictures show: longest hold of the host',
  slowest(await holdsOf(() => likeness.read())),
  50,
  `${everyRow.length} vectors`,
);
const ranked: Cost[] = [];
const holds: Cost[] = [];
const newest = Uint32Array.from(everyRow);
for (let round = 0; round < rounds; round += 1) {
  const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
  const wanted = noise();
  holds.push(
    ...(await holdsOf(async () => {
      bestOf(newest, [{ scores: await likeness.scores(wanted), sign: 1 }], mostLike);
    })),
  );
  const { user, system } = process.cpuUsage(cpuFrom);
  ranked.push({ time: performance.now() - from, cpu: (user + system) / 1_000 });
}
report(`search by meaning: ${everyRow.length} × ${width} ranked`, median(ranked), 50, `longest hold ${slowest(holds).time.toFixed(1)} ms`);
db.exec("DELETE FROM embeddings WHERE model = 'bench'");

/** Half of the library at once, and back; each with the search that a window asks for right after it. */
const half = catalogue.rows(wholeLibrary).slice(0, Math.ceil(ids.length / 2));
const afterChange = (note: string, n: number): void =>
  report(
    `the search after ${note}: ids, facets and counts`,
    cost(() => {
      catalogue.list({ text: `rating>=1${' '.repeat(n)}`, sort: 'newest' });
      catalogue.facets({ text: `rating>=1${' '.repeat(n)}`, sort: 'newest' });
    }),
    100,
  );
let undo: number | null = null;
report(
  `a rating for ${half.length} pictures`,
  cost(() => {
    undo = changeImages(db, half, { kind: 'rating', rating: 5 }, now()).undo;
  }),
  5_000,
);
afterChange('it', 1);
report(
  'taking it back',
  cost(() => {
    const step = takeUndo(db, undo);
    if (step?.kind === 'change') revertChange(db, step, now());
  }),
  5_000,
);
afterChange('that', 2);

/** A start of the host in a process of its own: nothing was looked at before, and once more, where every file is known. */
const startOf = (): Start => {
  const out = execFileSync(process.execPath, [fileURLToPath(new URL('./start.ts', import.meta.url))], {
    env: { ...process.env, TINCTURE_HOME: home.data },
    encoding: 'utf8',
  });
  return JSON.parse(out) as Start;
};
db.exec('DELETE FROM file_stamps');
for (const which of ['first', 'every later'] as const) {
  const { opened, shown, ready, compared, hold, holdCpu } = startOf();
  const seconds = (time: number): string => `${(time / 1_000).toFixed(1)} s`;
  report(
    `the ${which} start, every file compared with the index: longest hold of the host`,
    { time: hold, cpu: holdCpu },
    50,
    `open ${seconds(opened)}, first screen ${seconds(shown)}, index and disk agree ${seconds(ready)}, all compared ${seconds(compared)}`,
  );
}
// the library is found as it was by the next run
db.exec('DELETE FROM order_unlogged; DELETE FROM undo_steps');

const rows = catalogue.rows({ text: 'rating>=1', sort: 'newest' }).length;
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}, ${ids.length} pictures`);
console.log('        wall      CPU');
for (const { name, cost: spent, target, note } of figures)
  console.log(
    `${spent.time < target ? 'ok  ' : 'MISS'} ${spent.time.toFixed(1).padStart(7)} ${spent.cpu.toFixed(1).padStart(7)} ms  (< ${target})  ${name}${note === '' ? '' : `, ${note}`}`,
  );
console.log(`      ${rows} pictures are rated; ${loadavg()[0]?.toFixed(1)} processes wanted to run meanwhile`);
db.close();
if (values.check && figures.some(({ cost: { time }, target }) => time >= target)) process.exitCode = 1;
