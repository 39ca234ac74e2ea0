import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Download } from '../../contract/downloads.ts';
import { type Disk, realDisk } from '../library/durable-write.ts';
import { type TestHub, startTestHub, testToken } from '../testing/hub-server.ts';
import { type Studio, newFolder, openStudio, removeFolder } from '../testing/studio.ts';
import { saying } from '../../../native-models/words/saying.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const repository = 'ada/tiny-model';
const id = 'ada--tiny-model';
const from = { kind: 'repository', repository, revision: 'main', file: null } as const;
const noise = (length: number, seed: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => ((i + seed) * 2654435761) >>> 24));
const weights = 'unet/model.onnx';
const files = new Map<string, Buffer>([
  ['model_index.json', Buffer.from('{"_class_name":"x"}')],
  [weights, noise(300_000, 1)],
  ['unet/config.json', Buffer.from('{}')],
  ['vae_decoder/model.onnx', noise(40_000, 2)],
  ['README.md', Buffer.from('# A model')],
  ['unet/diffusion_pytorch_model.bin', noise(2_000, 3)],
  ['unet/diffusion_pytorch_model.safetensors', noise(2_000, 4)],
  ['.gitattributes', Buffer.from('x')],
]);
const fetched = ['model_index.json', 'unet/config.json', weights, 'vae_decoder/model.onnx'];

let folder: string;
let hub: TestHub;
let studio: Studio;
let free: number;
let refuseWrites: string | null;
const disk: Disk = {
  ...realDisk,
  free: async () => free,
  open: async (path, flags) => {
    const file = await realDisk.open(path, flags);
    if (refuseWrites === null || flags === 'r' || !path.endsWith('.part')) return file;
    const code = refuseWrites;
    return {
      writeFile: async () => {
        await file.writeFile('half');
        throw Object.assign(new Error(code), { code, path });
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
};
const env = (): NodeJS.ProcessEnv => ({ HF_ENDPOINT: hub.address });
const open = (environment = env(), stall = 5_000): Promise<Studio> =>
  openStudio(folder, { disk, network: { env: environment, stall, pause: () => 1 } });

beforeEach(async () => {
  free = 1e12;
  refuseWrites = null;
  folder = newFolder();
  hub = await startTestHub();
  hub.repositories.set(repository, { files });
  studio = await open();
});
afterEach(async () => {
  await studio.close();
  await hub.close();
  removeFolder(folder);
});

const place = (): string => join(studio.home.models, id);
const staging = (): string => join(studio.home.models, '.downloads', id);
const bytesOf = (path: string) => hub.requests.filter(({ server, query }) => server === 'cdn' && query.includes(encodeURIComponent(path)));
const ended = (state: Download['state'] = 'done'): Promise<Download> =>
  studio.until('download.changed', (one) => one.id === id && one.state === state);
const start = () => studio.call('downloads.start', { from, licence: null });
const expectWhole = (): void => {
  for (const path of fetched) expect(readFileSync(join(place(), path)).equals(files.get(path)!)).toBe(true);
  const there = readdirSync(place(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(there.map(({ name }) => name).toSorted()).toEqual([
    '.download.json',
    'config.json',
    'model.onnx',
    'model.onnx',
    'model_index.json',
  ]);
  expect(existsSync(staging())).toBe(false);
};
const expectNothing = (): void => expect(existsSync(place())).toBe(false);

describe('a download', () => {
  it('brings what the model needs, no pickle and no second copy, and it is in the list of models', async () => {
    await start();
    const done = await ended();
    expectWhole();
    expect(done).toMatchObject({ state: 'done', bytes: 340_021, total: 340_021, error: null });
    const models = await studio.until('models.changed', (list) => list.some(({ folder: at }) => at === place()));
    expect(models.some(({ builtIn }) => !builtIn)).toBe(true);
    const note: unknown = JSON.parse(readFileSync(join(place(), '.download.json'), 'utf8'));
    const sha256 = createHash('sha256').update(files.get(weights)!).digest('hex');
    expect(note).toMatchObject({
      repository,
      commit: expect.stringMatching(/^c0ffee/),
      files: expect.arrayContaining([expect.objectContaining({ path: weights, sha256 })]),
    });
  });

  it('goes on where the line was cut, wherever that is', async () => {
    hub.mishap.next = (path, n) => (path === weights && n <= 8 ? { kind: 'cut', after: (n * 7919) % 60_000 } : null);
    await start();
    await ended();
    expectWhole();
    const ranges = bytesOf(weights).map(({ headers }) => headers.range);
    expect(ranges.filter((range) => range !== undefined).length).toBeGreaterThan(5);
  });

  it('counts a silent line as cut', async () => {
    await studio.close();
    studio = await open(env(), 300);
    hub.mishap.next = (path, n) => (path === weights && n === 1 ? { kind: 'stall', after: 10_000 } : null);
    await start();
    await ended();
    expectWhole();
    expect(bytesOf(weights)).toHaveLength(2);
  });

  it.each([
    ['a server that ignores ranges', { kind: 'ignore-range' } as const, 2],
    ['a server that sends another range', { kind: 'wrong-range' } as const, 3],
    ['a range that the server does not have', { kind: 'status', status: 416 } as const, 3],
  ])('starts a file again after %s', async (_name, fate, requests) => {
    hub.mishap.next = (path, n) => (path !== weights ? null : n === 1 ? { kind: 'cut', after: 9_000 } : n === 2 ? fate : null);
    await start();
    await ended();
    expectWhole();
    expect(bytesOf(weights)).toHaveLength(requests);
    if (requests === 3) expect(bytesOf(weights)[2]?.headers.range).toBeUndefined();
  });

  it('starts a file again when it has changed between two parts', async () => {
    hub.mishap.next = (path, n) => {
      if (path !== weights || n > 1) return null;
      hub.version.tag = '-two';
      return { kind: 'cut', after: 9_000 };
    };
    await start();
    await ended();
    expectWhole();
    expect(bytesOf(weights)[1]?.headers['if-range']).toBeDefined();
  });

  it.each([
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '0' } } as const],
    ['503', { kind: 'status', status: 503 } as const],
  ])('waits and asks again after %s', async (_name, fate) => {
    hub.mishap.next = (path, n) => (path === weights && n <= 2 ? fate : null);
    await start();
    await ended();
    expectWhole();
  });

  it('waits as long as Retry-After says, and says so where that is too long', async () => {
    hub.mishap.next = (path) => (path === weights ? { kind: 'status', status: 429, headers: { 'retry-after': '86400' } } : null);
    await start();
    const failed = await ended('failed');
    expect(failed.error).toMatchObject({ code: 'network', message: saying('slow down') });
    expectNothing();
  });

  it('gives up after a while, keeps what came, and goes on when told', async () => {
    hub.mishap.next = (path, n) => (path === weights ? (n === 1 ? { kind: 'cut', after: 50_000 } : { kind: 'status', status: 500 }) : null);
    await start();
    const failed = await ended('failed');
    expect(failed.error?.code).toBe('network');
    expectNothing();
    hub.mishap.next = () => null;
    await studio.call('downloads.resume', id);
    await ended();
    expectWhole();
    expect(bytesOf(weights).at(-1)?.headers.range).toMatch(/^bytes=[1-9]/);
  });

  it.each([
    ['other bytes under the same name', () => hub.repositories.set(repository, { files, wrongHash: new Set([weights]) })],
    [
      'other bytes of the same length',
      () => (hub.mishap.next = (path) => (path === weights ? { kind: 'other-bytes', bytes: noise(300_000, 9) } : null)),
    ],
  ])('throws away %s', async (_name, damage) => {
    damage();
    await start();
    const failed = await ended('failed');
    expect(failed.error).toMatchObject({ code: 'damaged', what: weights });
    expectNothing();
    expect(existsSync(join(staging(), 'model', 'unet', 'model.onnx'))).toBe(false);
    expect(existsSync(join(staging(), 'model', 'unet', 'model.onnx.part'))).toBe(false);
  });

  it('checks small files as well, by git’s name of them', async () => {
    hub.mishap.next = (path) => (path === 'unet/config.json' ? { kind: 'other-bytes', bytes: Buffer.from('[]') } : null);
    await start();
    expect((await ended('failed')).error).toMatchObject({ code: 'damaged', what: 'unet/config.json' });
  });

  it('stops a file that does not end', async () => {
    hub.mishap.next = (path) => (path === weights ? { kind: 'too-much' } : null);
    await start();
    expect((await ended('failed')).error).toMatchObject({ code: 'damaged', message: saying('more') });
    expectNothing();
  });

  it('mends a part that does not fit, by fetching all of it once', async () => {
    hub.mishap.next = (path, n) => (path === weights && n === 1 ? { kind: 'stall', after: 20_000 } : null);
    await start();
    await studio.until('download.changed', ({ bytes }) => bytes >= 20_000);
    await studio.call('downloads.pause', id);
    writeFileSync(join(staging(), 'model', `${weights}.part`), noise(20_000, 77));
    await studio.call('downloads.resume', id);
    await ended();
    expectWhole();
  });
});

describe('what the hub refuses is said with what to do', () => {
  const failWith = async (): Promise<Download['error']> => {
    await start();
    return (await ended('failed')).error;
  };

  it('a gated model', async () => {
    hub.repositories.set(repository, { files, gate: 'token' });
    expect(await failWith()).toMatchObject({
      code: 'not-allowed',
      message: saying('accept its conditions'),
      what: `${hub.address}/${repository}`,
    });
    await studio.call('hub.setToken', testToken);
    await studio.call('downloads.resume', id);
    await ended();
    expectWhole();
  });

  it('a gated model, for an account that was not let in', async () => {
    hub.repositories.set(repository, { files, gate: 'closed' });
    await studio.call('hub.setToken', testToken);
    expect(await failWith()).toMatchObject({ code: 'not-allowed', message: saying('has not been let in') });
  });

  it('a token that is wrong', async () => {
    await studio.call('hub.setToken', 'hf_wrong');
    expect(await failWith()).toMatchObject({ code: 'not-allowed', what: 'hub.token' });
  });

  it('a repository, a revision and a file that are not there', async () => {
    hub.repositories.delete(repository);
    expect(await failWith()).toMatchObject({ code: 'not-found', message: saying('no public repository') });
    hub.repositories.set(repository, { files });
    await studio.call('downloads.start', { from: { ...from, repository: 'ada/two', revision: 'gone' }, licence: null });
    hub.repositories.set('ada/two', { files });
    await studio.call('downloads.resume', 'ada--two');
    const second = await studio.until('download.changed', (one) => one.id === 'ada--two' && one.error?.what === 'revision');
    expect(second.error?.code).toBe('not-found');
  });

  it('a hub that is not there', async () => {
    await hub.close();
    expect(await failWith()).toMatchObject({ code: 'network', message: saying('cannot be reached') });
  });

  it('an address that is no hub', async () => {
    await studio.call('settings.set', { hub: `http://${hub.cdn}` });
    expect(await failWith()).toMatchObject({ code: 'network', message: saying('hub’s language') });
  });
});

describe('the disk', () => {
  it('has to have room before the first byte comes', async () => {
    free = 300_000;
    await start();
    const failed = await ended('failed');
    expect(failed.error).toMatchObject({ code: 'disk-full', message: saying(studio.home.models) });
    expect(hub.requests.some(({ server }) => server === 'cdn')).toBe(false);
  });

  it.each(['ENOSPC', 'EROFS'])('may refuse in the middle (%s): it is said, and room makes it go on', async (code) => {
    refuseWrites = code;
    await start();
    const failed = await ended('failed');
    expect(failed.error?.code).toBe(code === 'ENOSPC' ? 'disk-full' : 'read-only');
    expectNothing();
    refuseWrites = null;
    await studio.call('downloads.resume', id);
    await ended();
    expectWhole();
  });
});

describe('the user', () => {
  it('pauses and goes on, and nothing is fetched twice', async () => {
    hub.mishap.next = (path, n) => (path === weights && n === 1 ? { kind: 'stall', after: 100_000 } : null);
    await start();
    await studio.until('download.changed', ({ bytes }) => bytes >= 100_000);
    await studio.call('downloads.pause', id);
    const asked = hub.requests.length;
    expect((await studio.call('downloads.list', null))[0]).toMatchObject({ state: 'paused', error: null });
    await studio.call('downloads.resume', id);
    await ended();
    expectWhole();
    expect(bytesOf(weights)[1]?.headers.range).toBe('bytes=100000-');
    expect(hub.requests.slice(asked).some(({ path }) => path.startsWith('/api/'))).toBe(false);
  });

  it('cancels, and nothing is left', async () => {
    hub.mishap.next = (path) => (path === weights ? { kind: 'stall', after: 100_000 } : null);
    await start();
    await studio.until('download.changed', ({ bytes }) => bytes >= 100_000);
    await studio.call('downloads.cancel', id);
    expectNothing();
    expect(existsSync(staging())).toBe(false);
    expect(await studio.call('downloads.list', null)).toEqual([]);
  });

  it('asks for many, and two come at a time', async () => {
    const names = ['ada/one', 'ada/two', 'ada/three', 'ada/four'];
    for (const name of names) hub.repositories.set(name, { files });
    hub.mishap.next = () => ({ kind: 'slow', pause: 5 });
    for (const name of names) await studio.call('downloads.start', { from: { ...from, repository: name }, licence: null });
    await Promise.all(names.map((name) => studio.until('download.changed', (one) => one.repository === name && one.state === 'done')));
    const moving = new Set<string>();
    let most = 0;
    for (const { name, payload } of studio.told) {
      if (name !== 'download.changed') continue;
      if (['asking', 'fetching', 'checking'].includes(payload.state)) moving.add(payload.id);
      else moving.delete(payload.id);
      most = Math.max(most, moving.size);
    }
    expect(most).toBe(2);
  });

  it('is not given the same model twice', async () => {
    mkdirSync(place(), { recursive: true });
    await expect(start()).rejects.toMatchObject({
      error: { code: 'not-allowed', message: saying('already among your models') },
    });
  });

  it('a part is fetched as one file under its own name, and is there to be chosen', async () => {
    const decoder = readFileSync(new URL('../../../native-models/graphs/golden/taesd/taesd_decoder.safetensors', import.meta.url));
    const others = ['taesd_encoder.safetensors', 'diffusion_pytorch_model.safetensors'].map((name) => [name, noise(500, 9)] as const);
    hub.repositories.set('madebyollin/taesd', { files: new Map([['taesd_decoder.safetensors', decoder], ...others]) });
    const told = studio.until('models.filesChanged', (list) => list.length > 0);
    await studio.call('models.files', null);
    await studio.call('downloads.start', { from: { kind: 'catalogue', id: 'taesd-preview' }, licence: null });
    const [file] = await told;
    expect(file).toMatchObject({ kind: 'preview-decoder', name: 'taesd-preview', problems: [] });
    expect(readFileSync(file!.file).equals(decoder)).toBe(true);
    const offers = await studio.call('catalogue.list', null);
    expect(offers.find((offer) => offer.id === 'taesd-preview')).toMatchObject({ installed: true, part: 'preview-decoder' });
    expect(readdirSync(join(studio.home.models, 'taesd-preview')).toSorted()).toEqual(['.download.json', 'taesd-preview.safetensors']);
  });

  it('agrees to a licence that has conditions, before anything is asked of the hub', async () => {
    const entry = { kind: 'catalogue', id: 'sd-1.5' } as const;
    await expect(studio.call('downloads.start', { from: entry, licence: null })).rejects.toMatchObject({ error: { what: 'licence' } });
    await expect(studio.call('downloads.start', { from: entry, licence: 'mit' })).rejects.toMatchObject({ error: { what: 'licence' } });
    expect(hub.requests).toEqual([]);
    hub.repositories.set('stable-diffusion-v1-5/stable-diffusion-v1-5', {
      files: new Map([['v1-5-pruned-emaonly.safetensors', noise(5_000, 1)]]),
    });
    await studio.call('downloads.start', { from: entry, licence: 'creativeml-openrail-m' });
    const failed = await studio.until('download.changed', (one) => one.id === 'sd-1.5' && one.state === 'failed');
    // another file stands where the catalogue knows one
    expect(failed.error).toMatchObject({ code: 'damaged', message: saying('not the file that the catalogue knows') });
    expect(hub.requests.some(({ server }) => server === 'cdn')).toBe(false);
  });
});

it('a studio that is closed in the middle goes on at its next start, and a paused one stays paused', async () => {
  hub.mishap.next = (path, n) => (path === weights && n === 1 ? { kind: 'stall', after: 100_000 } : null);
  await start();
  await studio.until('download.changed', ({ bytes }) => bytes >= 100_000);
  await studio.close();
  const before = hub.requests.length;
  studio = await open();
  await ended();
  expectWhole();
  const after = hub.requests.slice(before).filter(({ server }) => server === 'cdn');
  expect(after[0]?.headers).toMatchObject({ range: expect.stringMatching(/^bytes=[1-9]/), 'if-range': expect.any(String) });
});

describe('a repository with hostile names is refused as a whole', () => {
  it.each([
    ['../outside.json'],
    ['unet/../../outside.json'],
    ['/etc/outside.json'],
    ['C:/outside.json'],
    ['unet\\..\\outside.json'],
    ['unet/con.json'],
    ['unet/a.json\u0000.onnx'],
    ['UNET/model.onnx'],
  ])('%j', async (path) => {
    hub.repositories.set(repository, { files, extra: [{ type: 'file', path, size: 3, oid: '0'.repeat(40) }] });
    await start();
    const failed = await ended('failed');
    expect(failed.error).toMatchObject({ code: 'not-allowed', message: saying('is refused') });
    expect(hub.requests.some(({ server }) => server === 'cdn')).toBe(false);
  });

  it('a link', async () => {
    hub.repositories.set(repository, { files, extra: [{ type: 'symlink', path: 'unet/link.json', size: 3, oid: '0'.repeat(40) }] });
    await start();
    expect((await ended('failed')).error?.message).toEqual(saying('is a link'));
  });
});
