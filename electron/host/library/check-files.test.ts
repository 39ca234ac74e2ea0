import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setImmediate as breathe } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { changedNames } from '../../store/library-files.ts';
import { openStore } from '../../store/open.ts';
import { buildLibrary } from '../bench/build-library.ts';
import { compareFiles } from './check-files.ts';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'tincture-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a look that is cut off keeps what it has seen, and the next one goes on from there', async () => {
  const pictures = 450;
  const home = buildLibrary(folder, pictures, () => undefined);
  const db = openStore(home.store);
  const seen = (): number => Number(db.prepare('SELECT count(*) FROM file_stamps').pluck().get());
  const controller = new AbortController();
  const look = compareFiles({ home, db }, 'quick', controller.signal);
  const end = expect(look).rejects.toThrow('enough');
  while (seen() === 0) await breathe();
  controller.abort(new Error('enough'));
  await end;
  const before = seen();
  expect(before).toBeLessThan(pictures);
  // whoever reads one of those that were seen finds other bytes than these
  db.exec(`UPDATE images SET sha256 = '${'0'.repeat(64)}', bytes = 1 WHERE row IN (SELECT image FROM file_stamps)`);
  expect(await compareFiles({ home, db }, 'quick', new AbortController().signal)).toBe(pictures);
  expect([seen(), changedNames(db)]).toEqual([pictures, { all: [], untold: [] }]);
  db.close();
});
