/** A host that fetches a model until it is killed, or done: then it says so on stdout. */
import { existsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { resolveHome } from '../home.ts';
import { createHost } from '../host.ts';
import { standInEngine } from './studio.ts';

const [, , folder = '', address = '', repository = ''] = process.argv;
const home = resolveHome({ TINCTURE_HOME: join(folder, 'home') });
const host = await createHost({
  home,
  engine: { node: process.execPath, main: standInEngine, provider: 'cpu' },
  appFolder: join(folder, 'app'),
  builtInModels: join(folder, 'models'),
  publish: (name, payload) => {
    if (name !== 'download.changed' || !('state' in payload)) return;
    if (payload.state === 'done' || payload.state === 'failed') writeSync(1, `${payload.state}\n`);
  },
  trash: null,
  reveal: null,
  network: { env: { HF_ENDPOINT: address }, stall: 5_000, pause: () => 1 },
});
const begun = await host.handlers['downloads.list'](null);
if (begun.length === 0 && existsSync(join(home.models, repository.replace('/', '--')))) {
  // the life before was ended after its last step, before it could say so
  writeSync(1, 'done\n');
} else if (begun.length === 0) {
  await host.handlers['downloads.start']({ from: { kind: 'repository', repository, revision: 'main', file: null }, licence: null });
}
