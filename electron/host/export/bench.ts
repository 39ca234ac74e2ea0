/**
 * `npm run bench:export [-- COUNT --only jpeg,webp,avif,memory]`: pictures a second of an export beside sharp alone (its `toFile`, into the final name, not synced), on the
 * same files, in turns and with as many at once; beside it sharp with what a file needs that must not be lost or half there. Then the memory of an
 * export, and of one of three times as many pictures. `--check` exits 1 where the export is slower than 0.9 of sharp alone, or its memory grows.
 */
import '../thread-pool.ts';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { link, unlink } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { z } from 'zod';
import type { Image } from '../../contract/records.ts';
import { withRecipe } from '../metadata/recipe-in-file.ts';
import { mapInOrder, picturesAtOnce } from '../concurrency.ts';
import { syncPath } from './sync.ts';
import { exportAll, exportOptions, painted, recordOf } from './bench-library.ts';

const target = 0.9;
const { values, positionals } = parseArgs({
  options: { only: { type: 'string', default: 'jpeg,webp,avif,memory' }, check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const only = z.array(z.enum(['jpeg', 'webp', 'avif', 'memory'])).parse(values.only.split(','));
/** The share of all pictures, so that every format takes some seconds; the more rounds, the shorter they are. */
const formats = { jpeg: { share: 1, rounds: 7 }, webp: { share: 1 / 5, rounds: 3 }, avif: { share: 1 / 200, rounds: 3 } } as const;
type Format = keyof typeof formats;
const count = Number(positionals[0] ?? 600);
const side = 768;
/** Small ones, so that there are enough of them: so many, with which everything is warm, and three times as many. */
const small = { side: 256, count: 2000 };
/** MiB that three times as many may have more: in use, and at the peak of the process. Their encoded bytes alone would be 50. */
const bounds = { used: 8, peak: 16 };

const root = mkdtempSync(join(tmpdir(), 'tincture-bench-export-'));
const library = join(root, 'library');

const paintings = await Promise.all(Array.from({ length: 8 }, (_, n) => painted(n, side)));
mkdirSync(library);
const images = Array.from({ length: count }, (_, n) => {
  const image = recordOf(n, `${String(n).padStart(5, '0')}.png`, side);
  writeFileSync(join(library, image.file), withRecipe(paintings[n % paintings.length]!, image.recipe));
  return image;
});

const some = (format: Format): readonly Image[] => images.slice(0, Math.max(2, Math.round(count * formats[format].share)));

const each = async (format: Format, to: string, work: (image: Image, path: string) => Promise<unknown>): Promise<void> => {
  mkdirSync(to);
  for await (const _ of mapInOrder(some(format), picturesAtOnce, (image) => work(image, join(to, `${image.id}.${format}`))));
};
const toFile = (format: Format, image: Image, path: string) => sharp(join(library, image.file))[format]({ quality: 90 }).toFile(path);
const alone = (format: Format, to: string): Promise<void> => each(format, to, (image, path) => toFile(format, image, path));
const synced = (format: Format, to: string): Promise<void> =>
  each(format, to, async (image, path) => {
    await toFile(format, image, `${path}.tmp`);
    await syncPath(`${path}.tmp`, 'r+');
    await link(`${path}.tmp`, path);
    await unlink(`${path}.tmp`);
  });

const exported = (format: Format, to: string): Promise<void> =>
  exportAll({ root, count: some(format).length, imageOf: (n) => images[n]! }, format, to);

/** MiB in use at the last of so many small pictures, after a collection, and the peak of the process. */
const memoryOf = (pictures: number): readonly [used: number, peak: number] => {
  const words = ['--expose-gc', join(import.meta.dirname, 'bench-memory.ts'), root, String(small.side), String(pictures)];
  const [used = NaN, peak = NaN] = execFileSync(process.execPath, words, { encoding: 'utf8' })
    .split(' ')
    .map((bytes) => Number(bytes) / 2 ** 20);
  return [used, peak];
};

type Spent = Readonly<{ wall: number; cpu: number }>;
let turn = 0;
/** Milliseconds of one run into a folder of its own, and of all cores together: what others do on the machine is in the first, not in the second. */
const time = async (work: (to: string) => Promise<void>): Promise<Spent> => {
  turn += 1;
  const to = join(root, `out-${turn}`);
  const [start, cpuStart] = [performance.now(), process.cpuUsage()];
  await work(to);
  const { user, system } = process.cpuUsage(cpuStart);
  const spent = { wall: performance.now() - start, cpu: (user + system) / 1000 };
  rmSync(to, { recursive: true, force: true });
  return spent;
};

console.log(
  `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}, sharp ${sharp.versions.sharp ?? ''}`,
);
console.log(
  `${count} PNG of ${side}×${side}, ${picturesAtOnce} at once, best of ${formats.jpeg.rounds} rounds (WebP and AVIF: a part of them, ${formats.webp.rounds}); metadata of the export: ${exportOptions('jpeg').metadata}`,
);
let missed = false;
try {
  for (const format of only) {
    if (format === 'memory') continue;
    const [sharps, lasting, ours]: [Spent[], Spent[], Spent[]] = [[], [], []];
    for (let round = 0; round < formats[format].rounds; round++) {
      // in turns, so that a busy moment of the machine hits all
      sharps.push(await time((to) => alone(format, to)));
      lasting.push(await time((to) => synced(format, to)));
      ours.push(await time((to) => exported(format, to)));
    }
    const least = (runs: readonly Spent[], what: keyof Spent): number => Math.min(...runs.map((run) => run[what]));
    const [a, b, c] = [least(sharps, 'wall'), least(ours, 'wall'), least(lasting, 'wall')];
    const cpu = (runs: readonly Spent[]): string => (least(runs, 'cpu') / some(format).length).toFixed(2);
    const share = a / b;
    missed = missed || share < target;
    const rate = (milliseconds: number): string => ((some(format).length / milliseconds) * 1000).toFixed(1);
    console.log(
      `${format.padEnd(5)} sharp alone ${rate(a)} a second (${cpu(sharps)} ms of processor a picture), export ${rate(b)} (${cpu(ours)} ms): ${share.toFixed(2)} (target ${target})
      sharp with sync and name ${rate(c)} (${cpu(lasting)} ms): ${(a / c).toFixed(2)}`,
    );
  }
  if (only.includes('memory')) {
    for (let n = 0; n < 8; n++) writeFileSync(join(library, `memory-${n}.png`), await painted(n, small.side));
    const [[few, fewPeak], [many, manyPeak]] = [memoryOf(small.count), memoryOf(3 * small.count)];
    missed = missed || !(many - few <= bounds.used) || !(manyPeak - fewPeak <= bounds.peak);
    console.log(
      `memory in use at the last of ${small.count} pictures of ${small.side}×${small.side}: ${few.toFixed(1)} MiB (peak of the process ${fewPeak.toFixed(0)}), of ${3 * small.count}: ${many.toFixed(1)} (${manyPeak.toFixed(0)}); bounds: ${bounds.used} (${bounds.peak}) MiB more`,
    );
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
if (values.check && missed) process.exitCode = 1;
