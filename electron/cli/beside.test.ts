import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { unpackIds } from '../contract/order.ts';

// Real processes on one library: a studio that somebody uses, and commands beside it.

const program = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const golden = program('../../native-models/conformance/golden/pipelines/models/sd15-tiny');
const quick = ['--model', golden, '--size', '64x64', '--steps', '2', '--threads', '1'];

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let folder: string;
let studio: ChildProcess;
let url: URL;

const start = (path: string, words: readonly string[]): ChildProcess =>
  spawn(process.execPath, [program(path), ...words], { env: { ...process.env, TINCTURE_HOME: join(folder, 'home') } });

type Ended = Readonly<{ status: number; out: string; err: string }>;
const ended = async (child: ChildProcess): Promise<Ended> => {
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [status] = await once(child, 'close');
  return { status: Number(status), out, err };
};
const tincture = (...words: string[]): Promise<Ended> => ended(start('./main.ts', words));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-beside-'));
  // verify finds it among the studio's models
  cpSync(golden, join(folder, 'home', 'models', 'sd15-tiny'), { recursive: true });
  studio = start('../serve/main.ts', []);
  const [line] = await once(studio.stdout!.setEncoding('utf8'), 'data');
  url = new URL(String(line).trim());
});
afterAll(async () => {
  const end = once(studio, 'close');
  studio.kill('SIGTERM');
  await end;
  rmSync(folder, { recursive: true, force: true });
});

const Ids = z.object({ ok: z.literal(true), value: z.object({ sections: z.array(z.object({ ids: z.string() })) }) });

/** What the studio shows. */
const shown = async (): Promise<string[]> => {
  const token = url.searchParams.get('token') ?? '';
  const response = await fetch(new URL('/call/images.ids', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ text: '', sort: 'newest' }),
  });
  return Ids.parse(await response.json()).value.sections.flatMap(({ ids }) => unpackIds(ids));
};

it('two commands make pictures at once beside an open studio, which shows both; export, verify and import work there too', async () => {
  const made = await Promise.all([1, 2].map((seed) => tincture('generate', 'a fish', '--seed', String(seed), ...quick)));
  expect(made.map(({ status }) => status)).toEqual([0, 0]);
  expect(await shown()).toHaveLength(2);
  const out = join(folder, 'out');
  expect((await tincture('export', '--query', 'fish', '--to', out)).status).toBe(0);
  const pictures = readdirSync(out).map((name) => join(out, name));
  expect(pictures).toHaveLength(2);
  const [verified, imported] = await Promise.all([tincture('verify', pictures[0] ?? ''), tincture('import', out)]);
  expect([verified.status, imported.status]).toEqual([0, 0]);
  expect((await tincture('library', 'check', '--thorough')).status).toBe(0);
});

it('a second studio, a move and a rebuild are refused with words, and change nothing', async () => {
  const before = await shown();
  const second = await ended(start('../serve/main.ts', []));
  expect([second.status, second.err]).toEqual([1, expect.stringContaining('This library is open in another Tincture')]);
  const move = await tincture('library', 'move', join(folder, 'elsewhere'));
  expect([move.status, move.err]).toEqual([1, expect.stringContaining('Close it')]);
  const rebuild = await tincture('library', 'rebuild');
  expect([rebuild.status, rebuild.err]).toEqual([1, expect.stringContaining('Close its windows')]);
  expect(await shown()).toEqual(before);
});
