/**
 * `npm run bench:export [-- COUNT]`: pictures a second of an export beside sharp alone, on the same files, at the same time and with as many
 * at once; the memory of both ends. `--check` exits 1 where the export is slower than 0.9 of sharp.
 */
import '../thread-pool.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import sharp from 'sharp';
import { aRecipe } from '../../contract/examples.ts';
import { ExportOptions } from '../../contract/export.ts';
import { Image, unordered } from '../../contract/records.ts';
import { withRecipe } from '../metadata/recipe-in-file.ts';
import { mapInOrder, picturesAtOnce } from '../concurrency.ts';
import { createExports } from './exports.ts';

const target = 0.9;
const words = process.argv.slice(2);
/** Of all pictures, so that every format takes some seconds. */
const shares = { jpeg: 1, webp: 1 / 4, avif: 1 / 200 } as const;
type Format = keyof typeof shares;
const count = Number(words.find((word) => /^\d+$/.test(word)) ?? 600);
const side = 768;
const rounds = 3;

const root = mkdtempSync(join(tmpdir(), 'tincture-bench-export-'));
const library = join(root, 'library');
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Noise over a ramp: it compresses about as well as a picture does. */
const painted = async (seed: number): Promise<Buffer> => {
  const pixels = Buffer.alloc(side * side * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = ((at / 3) % side) / 4 + ((at * 2_654_435_761 + seed * 97) % 23) + 60;
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
};

const paintings = await Promise.all(Array.from({ length: 8 }, (_, n) => painted(n)));
const images: Image[] = [];
for (let n = 0; n < count; n++) {
  const recipe = aRecipe({ seed: n, width: side, height: side });
  const file = `${String(n).padStart(5, '0')}.png`;
  const bytes = withRecipe(paintings[n % paintings.length]!, recipe);
  mkdirSync(library, { recursive: true });
  writeFileSync(join(library, file), bytes);
  const known = { ...unordered, id: uuid(n), generation: uuid(n + count), file, width: side, height: side, bytes: bytes.length };
  images.push(
    Image.parse({
      ...known,
      sha256: 'ab'.repeat(32),
      recipe,
      createdAt: 0,
      milliseconds: 0,
      calls: 0,
      warnings: [],
      missing: false,
      origin: null,
    }),
  );
}
const byId = new Map(images.map((image) => [image.id, image]));

const some = (format: Format): readonly Image[] => images.slice(0, Math.max(2, Math.round(count * shares[format])));

const alone = async (format: Format, to: string): Promise<void> => {
  mkdirSync(to);
  const write = (image: Image) =>
    sharp(join(library, image.file))
      [format]({ quality: 90 })
      .toFile(join(to, `${image.id}.${format}`));
  for await (const _ of mapInOrder(some(format), picturesAtOnce, write));
};

const exported = async (format: Format, to: string): Promise<void> => {
  const exports = createExports({
    workplace: join(root, 'workplace'),
    suggested: root,
    clock: Date.now,
    publish: () => undefined,
    select: () => some(format).map(({ id }) => id),
    catalogue: { imagesByIds: (ids) => ids.flatMap((id) => byId.get(id) ?? []), looksLike: () => Promise.resolve('') },
    library: () => library,
    thumbnail: () => Promise.resolve(Buffer.alloc(0)),
    licenceOf: () => Promise.resolve(null),
    checkPlace: () => undefined,
  });
  const options = ExportOptions.parse({ what: { kind: 'query', query: '' }, format });
  const { state, done } = await exports.run({ options, target: { kind: 'folder', path: to } }, new AbortController().signal);
  if (state !== 'done' || done !== some(format).length) throw new Error(`the export ended as ${state} with ${done} pictures`);
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
console.log(`${count} PNG of ${side}×${side}, ${picturesAtOnce} at once, best of ${rounds}`);
let missed = false;
try {
  for (const format of ['jpeg', 'webp', 'avif'] as const) {
    const [sharps, ours]: [Spent[], Spent[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      // in turns, so that a busy moment of the machine hits both
      sharps.push(await time((to) => alone(format, to)));
      ours.push(await time((to) => exported(format, to)));
    }
    const least = (runs: readonly Spent[], what: keyof Spent): number => Math.min(...runs.map((run) => run[what]));
    const [a, b] = [least(sharps, 'wall'), least(ours, 'wall')];
    const each = (runs: readonly Spent[]): string => (least(runs, 'cpu') / some(format).length).toFixed(2);
    const share = a / b;
    missed = missed || share < target;
    const rate = (milliseconds: number): string => ((some(format).length / milliseconds) * 1000).toFixed(1);
    console.log(
      `${format.padEnd(5)} ${each(sharps)} ms of processor a picture alone, ${each(ours)} ms in an export; sharp alone ${rate(a)} a second, export ${rate(b)} a second: ${share.toFixed(2)} (target ${target})`,
    );
  }
  console.log(`memory: at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB with ${count} pictures`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
if (words.includes('--check') && missed) process.exitCode = 1;
