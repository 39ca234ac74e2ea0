/**
 * Speaks the hub's routes on this machine: model info, file tree in pages, resolve with a redirect to another origin, Range, If-Range, ETag and LFS hashes.
 * Does what a bad day does on demand. For tests.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { join, relative, sep } from 'node:path';

/** What happens to one request for a file's bytes. */
export type Mishap =
  | Readonly<{ kind: 'cut' | 'stall'; after: number }>
  | Readonly<{ kind: 'status'; status: number; headers?: Readonly<Record<string, string>> }>
  | Readonly<{ kind: 'ignore-range' | 'wrong-range' | 'too-much' }>
  | Readonly<{ kind: 'other-bytes'; bytes: Buffer }>
  | Readonly<{ kind: 'slow'; pause: number }>;

export type TestRepository = Readonly<{
  files: ReadonlyMap<string, Buffer>;
  /** Needs a token, and an account that was let in. */
  gate?: 'token' | 'closed';
  /** Entries of the tree beside the files: hostile ones. */
  extra?: readonly unknown[];
  /** Names of the tree that its LFS hash lies about. */
  wrongHash?: ReadonlySet<string>;
}>;

export type HubRequest = Readonly<{ server: 'hub' | 'cdn'; path: string; query: string; headers: IncomingMessage['headers'] }>;

export type TestHub = Readonly<{
  address: string;
  /** Host and port of the other server, where the bytes come from. */
  cdn: string;
  requests: HubRequest[];
  repositories: Map<string, TestRepository>;
  /** Asked for each request for bytes, with its number for that file from 1 on. */
  mishap: { next: (path: string, n: number) => Mishap | null };
  /** Asked for each request to the hub itself. */
  refuse: { next: (path: string) => Readonly<{ status: number; headers: Readonly<Record<string, string>> }> | null };
  /** What is added to each ETag: another one means another version. */
  version: { tag: string };
  close: () => Promise<void>;
}>;

export const testToken = 'hf_test-token';
const commit = 'c0ffee'.padEnd(40, '0');
const pageSize = 3;
/** Larger files are in LFS. */
const lfsFrom = 1_000;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const gitHash = (bytes: Buffer): string => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** The files of a folder, by their paths in it. */
export const filesOf = (folder: string): Map<string, Buffer> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path)]),
  );

const listen = async (handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<{ server: Server; host: string }> => {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  return { server, host: `127.0.0.1:${at.port}` };
};

const closeAll = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export const startTestHub = async (): Promise<TestHub> => {
  const requests: HubRequest[] = [];
  const repositories = new Map<string, TestRepository>();
  const mishap: TestHub['mishap'] = { next: () => null };
  const refuse: TestHub['refuse'] = { next: () => null };
  const version = { tag: '' };
  const counts = new Map<string, number>();

  const note = (server: HubRequest['server'], request: IncomingMessage): URL => {
    const url = new URL(request.url ?? '/', 'http://x');
    requests.push({ server, path: url.pathname, query: url.search, headers: request.headers });
    return url;
  };
  const json = (response: ServerResponse, value: unknown, headers: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };
  const fail = (response: ServerResponse, status: number, cause: string): void => {
    response.writeHead(status, { 'x-error-code': cause, 'content-type': 'application/json' }).end(JSON.stringify({ error: cause }));
  };

  const treeOf = ({ files, extra = [], wrongHash = new Set() }: TestRepository): unknown[] => [
    ...[...files].map(([path, bytes]) => {
      const hash = wrongHash.has(path) ? sha256(Buffer.from('another file')) : sha256(bytes);
      const lfs = bytes.length >= lfsFrom ? { lfs: { oid: hash, size: bytes.length, pointerSize: 134 } } : {};
      return { type: 'file', path, size: bytes.length, oid: gitHash(bytes), ...lfs };
    }),
    ...[...new Set([...files.keys()].filter((path) => path.includes('/')).map((path) => path.split('/')[0]))].map((path) => ({
      type: 'directory',
      path,
      size: 0,
      oid: '0'.repeat(40),
    })),
    ...extra,
  ];

  const cdn = await listen((request, response) => {
    const url = note('cdn', request);
    const [repository, path] = [url.searchParams.get('repository') ?? '', url.searchParams.get('path') ?? ''];
    const whole = repositories.get(repository)?.files.get(path) ?? Buffer.from('');
    const n = (counts.get(path) ?? 0) + 1;
    counts.set(path, n);
    const fate = mishap.next(path, n);
    if (fate?.kind === 'status') {
      response.writeHead(fate.status, fate.headers).end();
      return;
    }
    const etag = `"${sha256(whole).slice(0, 16)}${version.tag}"`;
    const bytes = fate?.kind === 'other-bytes' ? fate.bytes : whole;
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const same = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const from = asked !== null && same && fate?.kind !== 'ignore-range' ? Number(asked[1]) : 0;
    if (from >= bytes.length && from > 0) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const rest = fate?.kind === 'too-much' ? Buffer.concat([bytes.subarray(from), Buffer.alloc(5_000)]) : bytes.subarray(from);
    const start = fate?.kind === 'wrong-range' ? from + 1 : from;
    const range = from > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, etag, ...range });
    if (fate?.kind === 'cut') {
      response.write(rest.subarray(0, fate.after), () => setTimeout(() => response.destroy(), 250));
    } else if (fate?.kind === 'stall') {
      response.write(rest.subarray(0, fate.after));
    } else if (fate?.kind === 'slow') {
      let at = 0;
      const step = Math.max(1, Math.ceil(rest.length / 20));
      const timer = setInterval(() => {
        response.write(rest.subarray(at, at + step));
        at += step;
        if (at >= rest.length || response.destroyed) {
          clearInterval(timer);
          response.end();
        }
      }, fate.pause);
    } else response.end(rest);
  });

  const hub = await listen((request, response) => {
    const url = note('hub', request);
    const refused = refuse.next(url.pathname);
    if (refused !== null) {
      response.writeHead(refused.status, refused.headers).end();
      return;
    }
    const route = /^\/(api\/models\/)?([\w.-]+\/[\w.-]+)\/(revision|tree|resolve)\/([^/]+)(?:\/(.*))?$/.exec(url.pathname);
    const repository = route === null ? undefined : repositories.get(route[2] ?? '');
    if (route === null || repository === undefined) return fail(response, 401, 'RepoNotFound');
    const [, api, name = '', kind, revision = '', rest = ''] = route;
    const token = request.headers.authorization;
    if (token !== undefined && token !== `Bearer ${testToken}`) return fail(response, 401, 'InvalidToken');
    if (repository.gate === 'closed') return fail(response, 403, 'GatedRepo');
    if (repository.gate === 'token' && token === undefined && kind === 'resolve') return fail(response, 401, 'GatedRepo');
    if (revision !== 'main' && revision !== commit) return fail(response, 404, 'RevisionNotFound');
    if (api !== undefined && kind === 'revision') return json(response, { sha: commit, gated: false, siblings: [] });
    if (api !== undefined && kind === 'tree') {
      const tree = treeOf(repository);
      const at = Number(url.searchParams.get('cursor') ?? 0);
      const next = new URL(url.pathname, `http://${request.headers.host}`);
      next.searchParams.set('recursive', 'true');
      next.searchParams.set('cursor', String(at + pageSize));
      const link: Readonly<Record<string, string>> = at + pageSize < tree.length ? { link: `<${next.href}>; rel="next"` } : {};
      return json(response, tree.slice(at, at + pageSize), link);
    }
    const path = decodeURIComponent(rest);
    const bytes = repository.files.get(path);
    if (bytes === undefined) return fail(response, 404, 'EntryNotFound');
    const place = new URL(`http://${cdn.host}/blobs/${sha256(bytes).slice(0, 8)}`);
    place.searchParams.set('repository', name);
    place.searchParams.set('path', path);
    place.searchParams.set('signature', 'secret-signature');
    response
      .writeHead(302, {
        location: place.href,
        'x-linked-etag': `"${bytes.length >= lfsFrom ? sha256(bytes) : gitHash(bytes)}"`,
        'x-repo-commit': commit,
      })
      .end();
  });

  return {
    address: `http://${hub.host}`,
    cdn: cdn.host,
    requests,
    repositories,
    mishap,
    refuse,
    version,
    close: async () => {
      await Promise.all([closeAll(hub.server), closeAll(cdn.server)]);
    },
  };
};
