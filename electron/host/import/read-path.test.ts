import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { saying } from '../../../native-models/words/saying.ts';
import { readBytes } from './read-path.ts';

const folder = mkdtempSync(join(tmpdir(), 'tincture-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

it('what is no file that can be read has a reason, at once', async () => {
  // nobody ever writes to it: who waits for its bytes waits for ever
  execFileSync('mkfifo', [at('pipe.png')]);
  mkdirSync(at('folder.png'));
  symlinkSync('nowhere', at('dangling.png'));
  const reasons = await Promise.all(
    ['pipe.png', 'folder.png', 'dangling.png', 'none.png'].map(async (name) => (await readBytes(at(name))).reason),
  );
  const none = saying('There is no such file.');
  expect(reasons).toEqual([saying('This is no plain file.'), saying('This is a folder.'), none, none]);
  writeFileSync(at('line\nbreak.png'), 'x');
  expect(await readBytes(at('line\nbreak.png'))).toMatchObject({ bytes: Buffer.from('x'), reason: null });
});
