import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackIds } from '../../contract/order.ts';
import { wholeLibrary } from '../../contract/query/library-query.ts';
import { resolveHome } from '../home.ts';
import { createHost } from '../host.ts';
import { addTinyModel, standInEngine } from '../testing/studio.ts';
import { type Hold, watchLoop } from './watch-loop.ts';

// Opens the host of a library (TINCTURE_HOME) as a window does, in a process that knows nothing yet, and prints as JSON what a person waits for, in
// milliseconds since its beginning, and for how long nobody is answered meanwhile.

export type Start = Hold &
  Readonly<{
    opened: number;
    shown: number;
    counted: number;
    /** Index and disk agree, and the queue may begin. */
    ready: number;
    /** Every file has been compared with what was written. */
    compared: number;
  }>;

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
