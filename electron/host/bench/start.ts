import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { unpackIds } from '../../contract/order.ts';
import { wholeLibrary } from '../../contract/query/library-query.ts';
import { resolveHome } from '../home.ts';
import { createHost } from '../host.ts';
import { addTinyModel, standInEngine } from '../testing/studio.ts';

// Opens the host of a library (TINCTURE_HOME) as a window does, in a process that knows nothing yet, and prints as JSON what a person waits for, in
// milliseconds since its beginning, and for how long nobody is answered meanwhile.

export type Start = Readonly<{
  opened: number;
  shown: number;
  counted: number;
  /** Index and disk agree, and the queue may begin. */
  ready: number;
  /** Every file has been compared with what was written. */
  compared: number;
  /** The longest time that the event loop stood still, and what its thread computed meanwhile. */
  hold: number;
  holdCpu: number;
}>;

/** Watches the event loop: `stop` answers its longest stand by the clock, and the most that its thread computed between two turns. */
const watchLoop = (): { stop: () => Pick<Start, 'hold' | 'holdCpu'> } => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const computed = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let [holdCpu, last] = [0, computed()];
  const timer = setInterval(() => {
    const now = computed();
    holdCpu = Math.max(holdCpu, now - last);
    last = now;
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      delay.disable();
      return { hold: delay.max / 1e6, holdCpu };
    },
  };
};

const measure = async (): Promise<Start> => {
  const from = performance.now();
  const since = (): number => performance.now() - from;
  const folder = mkdtempSync(join(tmpdir(), 'tincture-start-'));
  addTinyModel(join(folder, 'models'));
  const comparison = Promise.withResolvers<number>();
  const host = await createHost({
    home: resolveHome(),
    appFolder: join(folder, 'app'),
    builtInModels: join(folder, 'models'),
    engine: { node: process.execPath, main: standInEngine, provider: 'cpu' },
    publish: (name) => {
      if (name === 'library.checked') comparison.resolve(since());
    },
    trash: null,
    reveal: null,
  });
  const opened = since();
  const loop = watchLoop();
  const { sections } = await host.handlers['images.ids'](wholeLibrary);
  await host.handlers['images.byIds'](unpackIds(sections[0]?.ids ?? '').slice(0, 200));
  const shown = since();
  await host.handlers['images.facets'](wholeLibrary);
  const counted = since();
  await host.ready;
  const ready = since();
  const compared = await comparison.promise;
  const holds = loop.stop();
  await host.close();
  rmSync(folder, { recursive: true });
  return { opened, shown, counted, ready, compared, ...holds };
};

console.log(JSON.stringify(await measure()));
