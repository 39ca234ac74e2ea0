import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import { ImageId, type Trace } from '../contract/records.ts';
import { resolveHome } from './home.ts';
import { realDisk } from './library/durable-write.ts';
import { newFolder, openStudio, removeFolder } from './testing/studio.ts';
import { createTraces } from './traces.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

const idOf = (n: number): ImageId => ImageId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const trace: Trace = { steps: [{ sigma: 2, sigmaNext: 0, change: 1, cell: 0 }], cells: 1, width: 4, height: 4 };

it('is there with the picture, as numbers and as a strip', async () => {
  const studio = await openStudio(folder);
  await studio.call('jobs.start', { recipe: aRecipe(), count: 1 });
  const image = await studio.until('image.added', () => true);
  expect(await studio.call('images.trace', image.id)).toMatchObject({ cells: 1, steps: [{ change: 0.5, cell: 0 }] });
  const strip = await studio.host.imageFile(image.id, 'steps');
  expect(readFileSync(strip?.path ?? '').length).toBeGreaterThan(0);
  expect(await studio.call('images.trace', idOf(9))).toBeNull();
  await studio.close();
});

it('forgets the oldest, and loses no picture to a disk that refuses', async () => {
  const home = resolveHome({ TINCTURE_HOME: folder });
  const traces = createTraces({ home, disk: realDisk }, 1);
  await traces.keep(idOf(1), { trace, strip: Buffer.from('strip') });
  for (const name of readdirSync(home.traces)) utimesSync(join(home.traces, name), 1, 1);
  // a studio that opens later looks for old ones at its first picture
  const later = createTraces({ home, disk: realDisk }, 1);
  await later.keep(idOf(2), { trace, strip: Buffer.from('strip') });
  expect([await later.get(idOf(1)), await later.get(idOf(2))]).toEqual([null, trace]);
  const refusing = createTraces({ home, disk: { ...realDisk, open: () => Promise.reject(new Error('full')) } });
  await expect(refusing.keep(idOf(3), { trace, strip: Buffer.from('strip') })).resolves.toBeUndefined();
  expect(await refusing.get(idOf(3))).toBeNull();
});
