import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildLibrary } from '../bench/build-library.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

/** More than are looked at in one go. */
const pictures = 450;
let folder: string;
let studio: Studio;
let hand: ReturnType<typeof setInterval>;
/** Somebody is at the window from the first moment on. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-'));
  cpSync(buildLibrary(folder, pictures, () => undefined).data, join(folder, 'home'), { recursive: true });
  studio = await openStudio(folder);
  const touch = (): void => void studio.call('window.used', null);
  touch();
  hand = setInterval(touch, 300);
});
afterEach(async () => {
  clearInterval(hand);
  await studio.close();
  rmSync(folder, { recursive: true, force: true });
});
const looked = (): number => studio.told.filter(({ name }) => name === 'library.checked').length;

it('the look of a start goes on when nobody is at the window any longer', async () => {
  await sleep(1_000);
  expect(looked()).toBe(0);
  clearInterval(hand);
  expect(await studio.until('library.checked', () => true)).toMatchObject({ how: 'quick', pictures, changed: [], missing: [] });
});

it('a look that is asked for waits for nobody', async () => {
  expect(await studio.call('library.check', { how: 'quick' })).toMatchObject({ pictures, changed: [], missing: [] });
  expect(looked()).toBe(1);
});
