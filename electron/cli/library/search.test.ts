import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { parseLibrary } from './arguments.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const model = fileURLToPath(new URL('../../../native-models/conformance/golden/pipelines/models/sd15-tiny', import.meta.url));
const clip = fileURLToPath(new URL('../../../native-models/clip/golden/split', import.meta.url));

// processes start here
vi.setConfig({ testTimeout: 240_000 });

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'tincture-search-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const tincture = async (...words: string[]): Promise<{ status: number; out: string; err: string }> => {
  const child = spawn(process.execPath, [main, ...words], { env: { ...process.env, TINCTURE_HOME: home } });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [status] = await once(child, 'close');
  return { status: Number(status), out, err };
};
const Line = z.looseObject({ id: z.string(), fit: z.number().optional() });
const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));

it('keeps the best of what is made, and finds by what pictures show', async () => {
  const quick = ['--model', model, '--size', '64x64', '--sampler', 'euler', '--schedule', 'karras', '--steps', '2', '--threads', '1'];
  mkdirSync(join(home, 'models'), { recursive: true });
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ meaning: 'off' }));
  const refused = await tincture('generate', 'a red balloon', '--seed', '1', '--count', '4', '--best', '2', ...quick);
  expect([refused.status, refused.out]).toEqual([2, '']);
  expect(refused.err).toContain('switched off');

  cpSync(clip, join(home, 'models', 'eyes'), { recursive: true });
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ meaning: 'on' }));
  const made = await tincture('generate', 'a red balloon', '--seed', '1', '--count', '4', '--best', '2', '--json', ...quick);
  expect(made.status).toBe(0);
  const best = lines(made.out);
  expect(best).toHaveLength(2);
  expect(best[0]!.fit).toBeGreaterThanOrEqual(best[1]!.fit!);
  expect(made.err).toContain('2 of 4 are in the bin');

  const looked = await tincture('library', 'look');
  expect([looked.status, looked.out]).toEqual([0, expect.stringContaining('2 of 2')]);
  const found = lines((await tincture('library', 'search', '~a red balloon', '--json')).out);
  // what fits the prompt best is most like the prompt
  expect(found.map(({ id }) => id)).toEqual(best.map(({ id }) => id));
  const other = lines((await tincture('library', 'search', `like:${best[1]!.id}`, '--limit', '1', '--json')).out);
  expect(other.map(({ id }) => id)).toEqual([best[1]!.id]);
  expect((await tincture('library', 'search', 'rating:many')).err).toContain('At character 1');
});

it('reads the words of a search', () => {
  expect(parseLibrary(['search', '~a', 'cat', '--limit', '3'])).toEqual({
    kind: 'search',
    query: { text: '~a cat', sort: 'likeness' },
    limit: 3,
    json: false,
  });
  expect(parseLibrary(['search', 'cat'])).toMatchObject({ query: { sort: 'newest' }, limit: 50 });
  expect(() => parseLibrary(['search', 'cat', '--sort', 'beauty'])).toThrow('--sort');
  expect(() => parseLibrary(['search', 'cat', '--limit', '0'])).toThrow('--limit');
});
