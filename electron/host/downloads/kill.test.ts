import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startTestHub } from '../testing/hub-server.ts';
import { addTinyModel, newFolder, removeFolder } from '../testing/studio.ts';

const doomedDownload = fileURLToPath(new URL('../testing/doomed-download.ts', import.meta.url));
const repository = 'ada/tiny-model';
const noise = (length: number, seed: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => ((i + seed) * 2654435761) >>> 24));
const files = new Map([
  ['model_index.json', Buffer.from('{}')],
  ['unet/model.onnx', noise(3_000_000, 1)],
  ['vae_decoder/model.onnx', noise(500_000, 2)],
]);

it('a host that is killed in the middle of a download, again and again: each life goes on, and the model is there whole or not at all', {
  timeout: 240_000,
}, async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'models'));
  addTinyModel(join(folder, 'models'));
  const hub = await startTestHub();
  hub.repositories.set(repository, { files });
  hub.mishap.next = () => ({ kind: 'slow', pause: 30 });
  const place = join(folder, 'home', 'models', 'ada--tiny-model');
  const weights = () => hub.requests.filter(({ server, query }) => server === 'cdn' && query.includes('unet'));
  try {
    let said = '';
    let lives = 0;
    for (; said === '' && lives < 30; lives++) {
      const before = hub.requests.length;
      const child = spawn(process.execPath, [doomedDownload, folder, hub.address, repository], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      // it is killed so long after its first bytes came
      while (hub.requests.slice(before).every(({ server }) => server === 'hub') && child.exitCode === null && said === '') await sleep(5);
      await Promise.race([sleep(((lives * 97) % 400) + lives * 50), once(child, 'exit')]);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      if (existsSync(place)) for (const [path, bytes] of files) expect(readFileSync(join(place, path)).equals(bytes)).toBe(true);
    }
    expect(said).toBe('done\n');
    expect(lives).toBeGreaterThan(2);
    for (const [path, bytes] of files) expect(readFileSync(join(place, path)).equals(bytes)).toBe(true);
    // what had come was not fetched again
    expect(weights().filter(({ headers }) => headers.range !== undefined).length).toBeGreaterThan(0);
  } finally {
    await hub.close();
    removeFolder(folder);
  }
});
