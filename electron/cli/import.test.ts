import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { a1111Text, pngWith } from '../host/testing/foreign-files.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const count = 300;

// every test starts processes
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
let pictures: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-cli-import-'));
  pictures = join(folder, 'pictures');
  mkdirSync(join(pictures, 'more'), { recursive: true });
  for (let n = 0; n < count; n++)
    writeFileSync(
      join(pictures, n % 2 === 0 ? '' : 'more', `${n}.png`),
      await pngWith({ parameters: a1111Text.replace('Seed: ', `Seed: ${n}`) }),
    );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (...words: readonly string[]) => {
  const child = spawn(process.execPath, [main, 'import', ...words], { env: { ...process.env, TINCTURE_HOME: join(folder, 'home') } });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  return { child, ended: once(child, 'close').then(([status]) => ({ status: status as number | null, ...texts })) };
};
const lines = (out: string): unknown[] =>
  out
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

it('a dry run prints one object a picture and writes nothing; what is broken has a reason', async () => {
  writeFileSync(join(folder, 'broken.png'), 'no picture');
  const { status, out } = await start(
    '--dry-run',
    '--json',
    join(pictures, '0.png'),
    join(folder, 'broken.png'),
    join(folder, 'nowhere.png'),
  ).ended;
  expect(lines(out)).toMatchObject([
    {
      file: join(pictures, '0.png'),
      tool: 'A1111',
      recipe: { steps: 28, noise: null },
      leftBehind: [{ name: 'Clip skip', value: '2' }],
      reason: null,
    },
    { tool: null, recipe: { prompt: null }, leftBehind: [], reason: 'This is no PNG, JPEG, WebP or AVIF file.' },
    { reason: 'There is no such file.' },
  ]);
  expect(status).toBe(1);
});

it('a folder is brought in, a stop keeps what is there, and the second time nothing is twice', async () => {
  const first = start('--json', pictures);
  // a stop in the middle of it
  await once(first.child.stdout, 'data');
  first.child.kill('SIGINT');
  const stopped = await first.ended;
  const before = lines(stopped.out).length;
  expect([stopped.status, before < count]).toEqual([130, true]);

  const second = await start('--json', pictures).ended;
  const outcomes = Map.groupBy(lines(second.out) as { outcome: string }[], ({ outcome }) => outcome);
  expect([outcomes.get('known')?.length, outcomes.get('added')?.length]).toEqual([before, count - before]);
  expect(second.status).toBe(0);

  const third = await start(pictures).ended;
  expect(third).toMatchObject({ status: 0, out: `0 added, ${count} were there already, 0 refused\n` });
});

it('without a path it says how it is called', async () => {
  expect(await start().ended).toMatchObject({ status: 2, err: expect.stringContaining('npm run import -- FILE|FOLDER') });
});
