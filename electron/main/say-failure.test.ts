import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sentence } from '../../native-models/words/sentence.ts';
import ja from '../../native-models/words/ja.json' with { type: 'json' };
import { Failure } from '../contract/failure.ts';
import { sayFailure } from './say-failure.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tincture-'));
});
afterAll(() => rm(folder, { recursive: true }));

const damaged = new Failure({ code: 'internal', message: sentence('store.damaged-library'), what: null });

it('says why the studio cannot open in the language of the settings, else in the system’s, else in English', async () => {
  const settings = join(folder, 'settings.json');
  expect(await sayFailure(damaged, settings, ['fr-FR', 'ja-JP', 'en'])).toBe(ja['store.damaged-library']);
  expect(await sayFailure(damaged, settings, ['fr-FR'])).toMatch(/^The library's index is damaged/);
  await writeFile(settings, '{"language":"ja"}');
  expect(await sayFailure(damaged, settings, ['en-GB'])).toBe(ja['store.damaged-library']);
  await writeFile(settings, '{"language":"system"}');
  expect(await sayFailure(damaged, settings, ['en-GB', 'ja'])).toMatch(/^The library's index is damaged/);
  await writeFile(settings, '{"language":');
  expect(await sayFailure(damaged, settings, ['ja'])).toBe(ja['store.damaged-library']);
  expect(await sayFailure(new Error('ENOSPC'), settings, ['ja'])).toBe('ENOSPC');
});
