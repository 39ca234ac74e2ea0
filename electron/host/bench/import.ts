/**
 * `npm run bench:import [-- COUNT]`: small pictures of several programs, brought into an empty library and then once more, each time by a process that knows nothing
 * yet; beside it, how fast as many of the same files are written so that they last, and nothing else. `--check` exits 1 where the first time leaves one out, the second
 * takes one in, or a hold of the event loop or the memory is over its bound.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mapInOrder, writesAtOnce } from '../concurrency.ts';
import { findPictures } from '../import/find-pictures.ts';
import { writeDurably } from '../library/durable-write.ts';
import { writeForeignPictures } from './foreign-pictures.ts';
import type { ImportRun } from './import-run.ts';

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean', default: false } }, allowPositionals: true });
const pictures = Number(positionals[0] ?? 10_000);
/** Milliseconds of the processor and, where a commit waits for a disk that is busy with pictures, of the clock; MiB that may be in use for good afterwards, whatever the count. */
const bounds = { holdCpu: 50, hold: 250, kept: 16 };

const root = mkdtempSync(join(tmpdir(), 'tincture-bench-import-'));
const folder = join(root, 'pictures');

const run = (): ImportRun => {
  const words = ['--expose-gc', fileURLToPath(new URL('./import-run.ts', import.meta.url)), folder];
  return JSON.parse(
    execFileSync(process.execPath, words, { env: { ...process.env, TINCTURE_HOME: join(root, 'home') }, encoding: 'utf8' }),
  ) as ImportRun;
};

/** Files a second that are only written and synced, as many at once. */
const writing = async (): Promise<number> => {
  const from = performance.now();
  let files = 0;
  const copies = mapInOrder(someOf(1_000), writesAtOnce, async (path) =>
    writeDurably(join(root, 'copies', '2024-01-01', basename(path)), await readFile(path)),
  );
  for await (const _ of copies) files += 1;
  return (files / (performance.now() - from)) * 1_000;
};
const someOf = async function* (count: number): AsyncGenerator<string> {
  let yielded = 0;
  for await (const path of findPictures([folder])) {
    if (yielded++ === count) return;
    yield path;
  }
};

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
let missed = false;
const say = (
  which: string,
  { time, cpu, added, known, refused, hold, holdCpu, before, peak, kept }: ImportRun,
  expected: boolean,
): void => {
  const bad = [
    expected ? null : 'the counts',
    hold < bounds.hold && holdCpu < bounds.holdCpu ? null : 'the hold',
    kept / 2 ** 20 < bounds.kept ? null : 'the memory',
  ].filter((name) => name !== null);
  missed ||= bad.length > 0;
  console.log(
    `${bad.length === 0 ? 'ok  ' : 'MISS'} ${which}: ${(time / 1_000).toFixed(1)} s, ${((pictures / time) * 1_000).toFixed(0)} pictures a second (${(cpu / pictures).toFixed(2)} ms of processor each): ${added} added, ${known} known, ${refused} refused
      longest hold ${hold.toFixed(1)} ms (< ${bounds.hold}), ${holdCpu.toFixed(1)} of processor (< ${bounds.holdCpu}), memory ${mib(before)} MiB before, ${mib(peak)} at the peak, ${mib(kept)} more in use for good (< ${bounds.kept})${bad.length === 0 ? '' : `: ${bad.join(', ')}`}`,
  );
};

try {
  const bytes = await writeForeignPictures(folder, pictures);
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}, ${pictures} pictures, ${mib(bytes)} MiB`,
  );
  const first = run();
  say('the first time', first, first.added === pictures && first.known + first.refused === 0);
  const second = run();
  say('the second time', second, second.known === pictures && second.added + second.refused === 0);
  console.log(
    `      only written and synced: ${(await writing()).toFixed(0)} files a second; ${loadavg()[0]?.toFixed(1)} processes wanted to run meanwhile`,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
if (values.check && missed) process.exitCode = 1;
