/**
 * `doomed-host FOLDER ENGINE`: a host that runs a queue until it is killed, and says each picture on stdout at the moment of its
 * announcement.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { aRecipe } from '../../contract/examples.ts';
import { limits } from '../../contract/recipe.ts';
import { resolveHome } from '../home.ts';
import { createHost } from '../host.ts';

const [, , folder = '', engine = ''] = process.argv;
const host = await createHost({
  home: resolveHome({ TINCTURE_HOME: join(folder, 'home') }),
  engine: { node: process.execPath, main: engine, provider: 'cpu' },
  appFolder: join(folder, 'app'),
  builtInModels: join(folder, 'models'),
  publish: (name, payload) => {
    if (name === 'image.added' && 'sha256' in payload)
      writeSync(1, `${JSON.stringify({ id: payload.id, file: payload.file, sha256: payload.sha256, seed: payload.recipe.seed })}\n`);
  },
  trash: null,
  reveal: null,
});
writeSync(1, 'ready\n');
const jobs = await host.handlers['jobs.list'](null);
if (jobs.length === 0) {
  await host.handlers['jobs.start']({
    recipe: aRecipe({ prompt: 'a fish', seed: 0, steps: 1, width: 64, height: 64 }),
    count: limits.count,
  });
}
