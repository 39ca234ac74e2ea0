import { mkdirSync, writeFileSync } from 'node:fs';
import { type OutgoingHttpHeaders, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import { type Studio, newFolder, openStudio, removeFolder } from '../host/testing/studio.ts';
import { type EventStream, createEventStream } from './event-stream.ts';
import { type Server, startServer } from './server.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

let folder: string;
let studio: Studio;
let events: EventStream;
let server: Server;
let token: string;

beforeAll(async () => {
  folder = newFolder();
  const root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html>studio');
  writeFileSync(join(root, 'assets', 'app-1.js'), 'hello');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  events = createEventStream();
  studio = await openStudio(folder, { publish: events.publish });
  server = await startServer({ host: studio.host, events, rendererRoot: root, port: 0 });
  token = new URL(server.url).searchParams.get('token') ?? '';
});
afterAll(async () => {
  await server.close();
  await studio.close();
  removeFolder(folder);
});

const ask = (
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: OutgoingHttpHeaders; body?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
const bearer = (): OutgoingHttpHeaders => ({ authorization: `Bearer ${token}` });
const call = (name: string, input: unknown, headers: OutgoingHttpHeaders = {}): Promise<Answer> =>
  ask(`/call/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(), ...headers },
    body: JSON.stringify(input),
  });
const jsonOf = (answer: Answer): unknown => JSON.parse(answer.body.toString('utf8'));

describe('who may come in', () => {
  it('nobody without the token, wherever they knock', async () => {
    for (const path of ['/', '/assets/app-1.js', '/events', '/image/x', '/preview/x']) expect((await ask(path)).status).toBe(401);
    expect((await ask('/call/jobs.list', { method: 'POST', headers: { 'content-type': 'application/json' }, body: 'null' })).status).toBe(
      401,
    );
    expect((await ask('/', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await ask('/?token=wrong')).status).toBe(401);
  });

  it('a browser with the printed address, which then has a cookie and no token in its address', async () => {
    const first = await ask(`/?token=${token}`);
    expect([first.status, first.headers['location']]).toEqual([303, '/']);
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    const page = await ask('/', { headers: { cookie: cookie.split(';')[0] } });
    expect([page.status, page.body.toString()]).toEqual([200, '<!doctype html>studio']);
  });

  it('nobody under another name (DNS rebinding)', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, `127.0.0.1.evil.example:${server.port}`, '127.0.0.1']) {
      expect((await ask('/', { headers: { ...bearer(), host } })).status).toBe(403);
    }
    expect((await ask('/', { headers: { ...bearer(), host: `localhost:${server.port}` } })).status).toBe(200);
  });

  it('no page from elsewhere', async () => {
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${server.port}`, 'http://127.0.0.1:1']) {
      expect((await call('jobs.list', null, { origin })).status).toBe(403);
    }
    expect((await call('jobs.list', null, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await call('jobs.list', null, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await call('jobs.list', null, { origin: `http://127.0.0.1:${server.port}`, 'sec-fetch-site': 'same-origin' })).status).toBe(
      200,
    );
  });
});

describe('the page', () => {
  it('comes with a strict policy and nosniff', async () => {
    const { headers } = await ask('/', { headers: bearer() });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it('has its files and nothing above them', async () => {
    expect((await ask('/assets/app-1.js', { headers: bearer() })).body.toString()).toBe('hello');
    for (const path of [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
      '/..%5csecret.txt',
      '/%00',
      '/%',
      '//',
    ]) {
      const answer = await ask(path, { headers: bearer() });
      expect([path, answer.status < 500 && answer.status >= 400, answer.body.includes('secret')]).toEqual([path, true, false]);
    }
  });
});

describe('calls', () => {
  it('answer values, and errors as values', async () => {
    expect(jsonOf(await call('jobs.list', null))).toEqual({ ok: true, value: [] });
    const wrong = jsonOf(await call('jobs.start', { recipe: { ...aRecipe(), steps: 10_000 }, count: 1 }));
    expect(wrong).toMatchObject({ ok: false, error: { code: 'bad-input', what: 'recipe.steps' } });
    expect(jsonOf(await call('toString', null))).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });

  it('are refused where they are not calls', async () => {
    expect((await ask('/call/jobs.list', { headers: bearer() })).status).toBe(405);
    expect((await call('jobs.list', null, { 'content-type': 'text/plain' })).status).toBe(415);
    const broken = { method: 'POST', headers: { ...bearer(), 'content-type': 'application/json' } };
    expect((await ask('/call/jobs.list', { ...broken, body: '{' })).status).toBe(400);
    expect((await ask('/call/jobs.list', { ...broken, headers: { ...broken.headers, 'content-length': String(65 << 20) } })).status).toBe(
      413,
    );
    expect((await ask('/', { method: 'DELETE', headers: bearer() })).status).toBe(405);
  });

  it('make a picture whose announcement arrives and whose file and thumbnail can be fetched', async () => {
    const heard = listen('image.added');
    await call('jobs.start', { recipe: aRecipe(), count: 1 });
    const image = (await heard) as { id: string };
    const full = await ask(`/image/${image.id}`, { headers: bearer() });
    expect([full.status, full.headers['content-type'], full.body.subarray(1, 4).toString()]).toEqual([200, 'image/png', 'PNG']);
    const small = await ask(`/image/${image.id}?size=256`, { headers: bearer() });
    expect([small.status, small.headers['content-type']]).toEqual([200, 'image/webp']);
    expect((await ask(`/image/${image.id}?size=257`, { headers: bearer() })).status).toBe(404);
    expect((await ask('/image/..%2f..%2fsecret', { headers: bearer() })).status).toBe(404);
  });
});

/** The payload of the next event of this name. */
const listen = (name: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port: server.port, path: '/events', headers: bearer() }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        const match = new RegExp(`event: ${name}\ndata: (.*)\n\n`).exec(text);
        if (match?.[1] === undefined) return;
        sent.destroy();
        resolve(JSON.parse(match[1]));
      });
    });
    sent.on('error', reject);
    sent.end();
  });

it('says in words when a port is taken', async () => {
  const host: Studio['host'] = studio.host;
  await expect(startServer({ host, events, rendererRoot: folder, port: server.port })).rejects.toThrow(/EADDRINUSE/);
});
