/** A host that runs a queue until it is killed, and says each announced picture on stdout at the moment of the announcement. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { aRecipe } from '../../contract/examples.ts';
import { resolveHome } from '../home.ts';
import { createHost } from '../host.ts';
import { standInEngine } from './studio.ts';

const folder = process.argv[2] ?? '';
const host = await createHost({
  home: resolveHome({ TINCTURE_HOME: join(folder, 'home') }),
  engine: { node: process.execPath, main: standInEngine, provider: 'cpu' },
  builtInModels: join(folder, 'models'),
  publish: (name, payload) => {
    if (name === 'image.added' && 'sha256' in payload)
      writeSync(1, `${JSON.stringify({ id: payload.id, file: payload.file, sha256: payload.sha256 })}\n`);
  },
  trash: null,
  reveal: null,
});
writeSync(1, 'ready\n');
const jobs = await host.handlers['jobs.list'](null);
if (jobs.every(({ state }) => state !== 'waiting')) {
  await host.handlers['jobs.start']({ recipe: aRecipe({ prompt: 'a fish', steps: 1, width: 128, height: 128 }), count: 300 });
}
