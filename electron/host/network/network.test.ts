import { readFileSync, readdirSync, statSync } from 'node:fs';
import { type IncomingMessage, createServer } from 'node:http';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Download } from '../../contract/downloads.ts';
import { type TestHub, startTestHub, testToken } from '../testing/hub-server.ts';
import { type Studio, newFolder, openStudio, removeFolder } from '../testing/studio.ts';
import type { NetworkOptions } from './index.ts';
import { saying } from '../../../native-models/words/saying.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const repository = 'ada/tiny-model';
const id = 'ada--tiny-model';
const from = { kind: 'repository', repository, revision: 'main', file: null } as const;
const files = new Map([
  ['unet/model.onnx', Buffer.alloc(200_000, 7)],
  ['model_index.json', Buffer.from('{}')],
]);

let folder: string;
let hub: TestHub;
let studio: Studio;
const open = (network: Partial<NetworkOptions> = {}): Promise<Studio> =>
  openStudio(folder, { network: { env: { HF_ENDPOINT: hub.address }, stall: 5_000, pause: () => 1, ...network } });

beforeEach(async () => {
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

const reached = (state: Download['state']): Promise<Download> =>
  studio.until('download.changed', (one) => one.id === id && one.state === state);
const start = () => studio.call('downloads.start', { from, licence: null });
const log = () => studio.call('network.log', { limit: 100 });
const filesOfHome = (): string[] =>
  readdirSync(studio.home.data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the network log', () => {
  it('stays empty while nobody asks for a model', async () => {
    await studio.call('catalogue.list', null);
    await studio.call('models.rescan', null);
    await studio.call('hub.get', null);
    await studio.call('hub.setToken', testToken);
    await studio.call('settings.set', { hub: hub.address });
    await studio.close();
    studio = await open();
    expect(await log()).toEqual([]);
    expect(hub.requests).toEqual([]);
  });

  it('has every request: where to, how much, how it ended; neither query nor token', async () => {
    await studio.call('hub.setToken', testToken);
    await start();
    await reached('done');
    const entries = await log();
    expect(entries).toHaveLength(hub.requests.length);
    expect(entries.every(({ reason, milliseconds }) => reason === repository && milliseconds !== null)).toBe(true);
    const bytes = entries.filter(({ host }) => host === hub.cdn);
    expect(bytes.map((entry) => entry.bytes).toSorted((a, b) => a - b)).toEqual([2, 200_000]);
    expect(entries.filter(({ status }) => status === 302)).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toMatch(/\?|signature|hf_/);
    // told as they happen, too
    expect(studio.told.filter(({ name }) => name === 'network.logged').length).toBeGreaterThan(entries.length);
    await studio.call('network.clear', null);
    expect(await log()).toEqual([]);
  });

  it('says of a request that failed why', async () => {
    await hub.close();
    await start();
    await reached('failed');
    const [entry] = await log();
    expect(entry).toMatchObject({ status: null, problem: saying('cannot be reached') });
  });
});

describe('the access token', () => {
  it('goes to the hub and to nobody that it sends us to', async () => {
    hub.repositories.set(repository, { files, gate: 'token' });
    await studio.call('hub.setToken', testToken);
    await start();
    await reached('done');
    const seen = (server: 'hub' | 'cdn') => hub.requests.filter((one) => one.server === server).map(({ headers }) => headers.authorization);
    expect(new Set(seen('hub'))).toEqual(new Set([`Bearer ${testToken}`]));
    expect(new Set(seen('cdn'))).toEqual(new Set([undefined]));
  });

  it('is in a file of its own that only its owner can read, and nowhere else', async () => {
    expect(await studio.call('hub.setToken', testToken)).toEqual({ address: hub.address, token: 'file' });
    await start();
    await reached('done');
    await studio.close();
    const holding = filesOfHome().filter((path) => readFileSync(path).includes(testToken));
    expect(holding).toEqual([join(studio.home.data, 'hub-token.json')]);
    if (process.platform !== 'win32') expect(statSync(holding[0]!).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(studio.told)).not.toContain(testToken);
    studio = await open();
    expect((await studio.call('hub.get', null)).token).toBe('file');
    expect((await studio.call('hub.setToken', null)).token).toBe('none');
  });

  it('is sealed by the key store where there is one, and cannot be opened without it', async () => {
    await studio.close();
    const turn = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a);
    const keyStore = {
      seal: (text: string) => turn(Buffer.from(text)),
      unseal: (sealed: Uint8Array) => Buffer.from(turn(sealed)).toString(),
    };
    studio = await open({ keyStore });
    expect((await studio.call('hub.setToken', testToken)).token).toBe('key-store');
    expect(filesOfHome().filter((path) => readFileSync(path).includes(testToken))).toEqual([]);
    await start();
    await reached('done');
    expect(hub.requests[0]?.headers.authorization).toBe(`Bearer ${testToken}`);
    await studio.close();
    studio = await open();
    expect((await studio.call('hub.get', null)).token).toBe('sealed');
  });

  it('belongs to the address that it was entered for', async () => {
    await studio.call('hub.setToken', testToken);
    const other = await startTestHub();
    other.repositories.set(repository, { files });
    await studio.call('settings.set', { hub: other.address });
    expect(await studio.call('hub.get', null)).toEqual({ address: other.address, token: 'none' });
    await start();
    await reached('done');
    expect(other.requests.length).toBeGreaterThan(0);
    expect(other.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    await other.close();
  });
});

describe('offline', () => {
  it('nothing leaves, and it is said how to change that', async () => {
    await studio.call('settings.set', { offline: true });
    await start();
    expect((await reached('failed')).error).toMatchObject({ code: 'offline', what: 'settings.offline' });
    expect([hub.requests, await log()]).toEqual([[], []]);
  });

  it('breaks off what is on its way, and goes on when the switch is off again', async () => {
    hub.mishap.next = (_path, n) => (n === 1 ? { kind: 'stall', after: 1 } : null);
    await start();
    await studio.until('download.changed', ({ bytes }) => bytes > 0);
    await studio.call('settings.set', { offline: true });
    expect((await reached('failed')).error?.code).toBe('offline');
    hub.mishap.next = () => null;
    const before = hub.requests.length;
    await studio.call('settings.set', { offline: false });
    await reached('done');
    expect(hub.requests.length).toBeGreaterThan(before);
  });
});

describe('a proxy', () => {
  const startProxy = async () => {
    const asked: string[] = [];
    const lines: Socket[] = [];
    const proxy = createServer();
    proxy.on('connect', (request: IncomingMessage, client: Socket) => {
      asked.push(request.url ?? '');
      const [host = '', port = ''] = (request.url ?? '').split(':');
      const server = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        server.pipe(client);
        client.pipe(server);
      });
      lines.push(server, client);
      for (const line of [server, client]) line.on('error', () => line.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const at = proxy.address();
    const port = at !== null && typeof at === 'object' ? at.port : 0;
    const close = async (): Promise<void> => {
      for (const line of lines) line.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    };
    return { url: `http://127.0.0.1:${port}`, asked, close };
  };

  it.each(['settings', 'environment'] as const)('of the %s carries every request', async (place) => {
    const proxy = await startProxy();
    if (place === 'settings') await studio.call('settings.set', { proxy: proxy.url });
    else {
      await studio.close();
      studio = await open({ env: { HF_ENDPOINT: hub.address, HTTP_PROXY: proxy.url } });
    }
    await start();
    await reached('done');
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(hub.address).host, hub.cdn]));
    await studio.close();
    await proxy.close();
    studio = await open();
  });

  it('that is not there is named', async () => {
    await studio.call('settings.set', { proxy: 'http://127.0.0.1:9' });
    await start();
    expect((await reached('failed')).error?.message).toEqual(saying('proxy'));
  });
});

it.each([['ftp://hub'], ['http://hub/?a=b'], ['hub']])('an address that is none is refused: %s', async (address) => {
  await expect(studio.call('settings.set', { hub: address })).rejects.toMatchObject({ error: { code: 'bad-input' } });
});
