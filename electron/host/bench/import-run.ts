/** One import in a process of its own: of a folder into the library of TINCTURE_HOME, as `npm run import` does it. Prints an `ImportRun` as JSON. */
import { performance } from 'node:perf_hooks';
import { checkout } from '../checkout.ts';
import { openDirect } from '../direct.ts';
import { resolveHome } from '../home.ts';
import { importPaths } from '../import/import-paths.ts';
import { type Hold, watchLoop } from './watch-loop.ts';

export type ImportRun = Hold &
  Readonly<{
    /** Of the whole import, in milliseconds; and of all threads together. */
    time: number;
    cpu: number;
    added: number;
    known: number;
    refused: number;
    /** Bytes that the process had before its first picture and at most; and how many more are in use after the last one. */
    before: number;
    peak: number;
    kept: number;
  }>;

/** Bytes in use after a collection; the process runs with `--expose-gc`. */
const inUse = (): number => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const measure = async (folder: string): Promise<ImportRun> => {
  const studio = openDirect({
    home: resolveHome(),
    engine: { node: checkout.node, main: checkout.engineMain, provider: 'cpu' },
    appFolder: checkout.root,
    builtInModels: checkout.builtInModels,
    publish: () => undefined,
  });
  const counts = { added: 0, known: 0, refused: 0 };
  const [used, before] = [inUse(), process.memoryUsage.rss()];
  const loop = watchLoop();
  const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
  for await (const { imported } of importPaths(studio.importer, [folder], new AbortController().signal)) counts[imported.outcome] += 1;
  const { user, system } = process.cpuUsage(cpuFrom);
  const time = performance.now() - from;
  const holds = loop.stop();
  const kept = inUse() - used;
  await studio.close();
  return { ...counts, ...holds, time, cpu: (user + system) / 1_000, before, peak: process.resourceUsage().maxRSS * 1_024, kept };
};

console.log(JSON.stringify(await measure(process.argv[2] ?? '')));
