import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000 });

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-serve-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (...words: string[]) => {
  const child = spawn(process.execPath, [main, ...words], { env: { ...process.env, TINCTURE_HOME: join(folder, 'home') } });
  const texts = { out: '', err: '' };
  const line = Promise.withResolvers<string>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
    if (texts.out.includes('\n')) line.resolve(texts.out.trim());
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const ended = once(child, 'close').then(() => ({ status: child.exitCode, signal: child.signalCode, ...texts }));
  return { child, line: line.promise, ended };
};

it('prints one address, answers there, and ends cleanly on Ctrl+C', async () => {
  const { child, line, ended } = start();
  const url = await line;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  expect((await fetch(new URL('/', url))).status).toBe(401);

  // the same library cannot have two queues
  const second = await start().ended;
  expect(second).toMatchObject({ status: 1, out: '' });
  expect(second.err).toContain('This library is open in another Tincture');

  child.kill('SIGINT');
  expect(await ended).toMatchObject({ status: 0, err: '' });
});

it('says what is wrong with a port', async () => {
  expect(await start('--port', 'many').ended).toMatchObject({ status: 2, err: '--port is a number from 0 to 65535, not “many”.\n' });
  const other = createServer();
  await new Promise<void>((done) => {
    other.listen(0, '127.0.0.1', done);
  });
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const taken = await start('--port', String(port)).ended;
  expect([taken.status, taken.err]).toEqual([2, expect.stringContaining('is taken by another program')]);
  other.close();
});
