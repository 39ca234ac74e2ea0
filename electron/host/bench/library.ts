import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { unpackIds } from '../../contract/order.ts';
import { type LibraryQuery, wholeLibrary } from '../../contract/query/library-query.ts';
import { openCatalogue } from '../../store/catalogue.ts';
import { imagesByIds } from '../../store/images.ts';
import { openStore } from '../../store/open.ts';
import { buildLibrary } from './build-library.ts';

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

const milliseconds = (work: () => void): number => {
  const from = performance.now();
  work();
  return performance.now() - from;
};
const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

const db = openStore(home.store);
const idsOf = (query: LibraryQuery, catalogue = openCatalogue(db, now)) =>
  catalogue.list(query).sections.flatMap((section) => unpackIds(section.ids));

type Figure = Readonly<{ name: string; time: number; target: number; note: string }>;
const figures: Figure[] = [];
const report = (name: string, times: readonly number[], target: number, note = ''): void => {
  figures.push({ name, time: median(times), target, note });
};

/** Every opening is one of a process that knows nothing yet. */
const opening = Array.from({ length: rounds }, () => {
  const fresh = openStore(home.store);
  const time = milliseconds(() => {
    const { sections } = openCatalogue(fresh, now).list(wholeLibrary);
    imagesByIds(fresh, unpackIds(sections[0]?.ids ?? '').slice(0, screenful));
  });
  fresh.close();
  return time;
});
report('opening: ids of all, records of the first screen', opening, 100);

const catalogue = openCatalogue(db, now);
const ids = idsOf(wholeLibrary, catalogue);
const jumps = Array.from({ length: 40 }, (_, n) => Math.floor((n / 40) * Math.max(1, ids.length - screenful)));
report(
  'a jump in the scroll: records of a screen (slowest of 40)',
  [Math.max(...jumps.map((at) => milliseconds(() => void imagesByIds(db, ids.slice(at, at + screenful)))))],
  50,
);

const first = milliseconds(() => void catalogue.facets(wholeLibrary));
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
  const times = Array.from({ length: rounds }, (_, round) => {
    // each round asks something that is not remembered
    const query: LibraryQuery = { text: `${text}${' '.repeat(round + 1)}`, sort: 'newest' };
    return milliseconds(() => {
      count = catalogue.list(query).count;
      catalogue.facets(query);
    });
  });
  report(`search “${text}”: ids, facets and counts`, times, 50, `${count} found`);
}

const rows = catalogue.rows({ text: 'rating>=1', sort: 'newest' }).length;
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}, ${ids.length} pictures`);
for (const { name, time, target, note } of figures)
  console.log(
    `${time < target ? 'ok  ' : 'MISS'} ${time.toFixed(1).padStart(7)} ms  (< ${target})  ${name}${note === '' ? '' : `, ${note}`}`,
  );
console.log(`      ${first.toFixed(1)} ms for what is counted by, read once after the first screen; ${rows} pictures are rated`);
db.close();
if (values.check && figures.some(({ time, target }) => time >= target)) process.exitCode = 1;
