import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { saying } from '../../../native-models/words/saying.ts';
import { nothingKnown } from '../../contract/origin.ts';
import { a1111Text, pngWith } from '../testing/foreign-files.ts';
import { settingsInFile } from './read-file.ts';
import { createReader } from './reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'tincture-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A thread that does what the first byte of a file says: for ever, out of memory, breaks; else it answers. */
const thread = join(folder, 'thread.mjs');
writeFileSync(
  thread,
  `import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ file }) => {
    const kept = [];
    if (file[0] === 1) for (;;);
    if (file[0] === 2) for (;;) kept.push(new Array(1e6).fill(kept.length));
    if (file[0] === 3) throw new Error('broken');
    parentPort.postMessage({ kind: 'no-picture' });
  });`,
);

it('a file that takes for ever, all memory, or breaks what reads it has a reason, and the next one is read', async () => {
  const reader = createReader(thread, { limit: 1_500, memory: 64 });
  const said = async (first: number) => (await settingsInFile(Buffer.from([first, 0]), reader)).reason;
  const all = await Promise.all([1, 9, 2, 9, 3, 9].map(said));
  const other = { id: 'import.no-format', with: {} };
  expect(all).toEqual([saying('took too long'), other, saying('more memory'), other, saying('could not be read'), other]);
  await reader.close();
});

it('a file is read beside everything else: nobody waits for it', async () => {
  const file = await pngWith({ parameters: a1111Text });
  expect(await settingsInFile(file)).toMatchObject({ tool: 'A1111', reason: null });
  expect(await settingsInFile(Buffer.from('no picture'))).toMatchObject({ tool: null, fields: nothingKnown });
  const held = createReader(thread, { limit: 2_000, memory: 64 });
  const turns: number[] = [];
  const timer = setInterval(() => turns.push(performance.now()), 5);
  await settingsInFile(Buffer.from([1]), held);
  clearInterval(timer);
  // a thread that computes for two seconds leaves this one hundreds of turns; one that computed here would leave none
  expect(turns.length).toBeGreaterThan(20);
  await held.close();
});
