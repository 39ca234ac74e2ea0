import { z } from 'zod';
import { Failure } from '../../contract/failure.ts';
import type { Answer, Door } from '../network/door.ts';
import { refusal } from './refusal.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** How the hub says what a file's content is: SHA-256 for large files (LFS), git's SHA-1 of a blob for the others. */
export type Digest = Readonly<{ kind: 'sha256' | 'git'; value: string }>;
export type TreeFile = Readonly<{ path: string; type: string; bytes: number; digest: Digest | null }>;

export type HubAccess = Readonly<{ address: string; secret: Readonly<{ origin: string; token: string }> | null }>;

/** Every route of the hub that is used here. They throw a `Failure` that says what to do. */
export type HubClient = Readonly<{
  /** The commit that a branch or tag means now. */
  commit: (repository: string, revision: string, signal: AbortSignal) => Promise<string>;
  /** All that a commit holds. */
  tree: (repository: string, commit: string, signal: AbortSignal) => Promise<readonly TreeFile[]>;
  /** A file from byte `from` on; `etag` makes the server send all of it where it has changed. 200, 206 and 416 are answers, all else throws. */
  file: (at: FileAt, signal: AbortSignal) => Promise<Answer>;
}>;

export type FileAt = Readonly<{ repository: string; commit: string; path: string; from: number; etag: string | null }>;

const Info = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) });
const TreePage = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    oid: z.string(),
    size: z.int().min(0).default(0),
    lfs: z.object({ oid: z.string(), size: z.int().min(0) }).optional(),
  }),
);

/** No list of files that a person would want is longer. */
const largestAnswer = 32 * 2 ** 20;
const mostPages = 200;

const readJson = async (answer: Answer, host: string): Promise<unknown> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > largestAnswer) throw new Failure({ code: 'network', message: sentence('hub.endless', { host }), what: host });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new Failure({ code: 'network', message: sentence('hub.not-one', { host }), what: host }, { cause: error });
  }
};

const parse = <T>(schema: z.ZodType<T>, value: unknown, host: string): T => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure({
    code: 'network',
    message: sentence('hub.not-one', { host }),
    what: host,
  });
};

export const digestOf = (hash: string | null): Digest | null => {
  const value = hash?.replace(/^W\//, '').replaceAll('"', '').toLowerCase() ?? '';
  if (/^[0-9a-f]{64}$/.test(value)) return { kind: 'sha256', value };
  return /^[0-9a-f]{40}$/.test(value) ? { kind: 'git', value } : null;
};

/** The next page of a list, as RFC 8288 links it; only on the hub itself. */
const nextPage = (link: string | null, page: URL): URL | null => {
  const target = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, page.href)) return null;
  const next = new URL(target, page);
  return next.origin === page.origin ? next : null;
};

const encode = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

export const createHubClient = (door: Door, access: () => Promise<HubAccess>): HubClient => {
  const get = async (repository: string, route: string | URL, headers: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const { address, secret } = await access();
    const url = typeof route === 'string' ? new URL(address.replace(/\/*$/, '') + route) : route;
    const answer = await door.ask({ url, headers, secret, reason: repository, signal });
    if (answer.status === 200 || answer.status === 206 || (answer.status === 416 && headers['range'] !== undefined)) return { answer, url };
    answer.close();
    throw refusal(answer, { repository, url, page: `${address.replace(/\/*$/, '')}/${repository}`, hasToken: secret !== null });
  };

  return {
    commit: async (repository, revision, signal) => {
      const { answer, url } = await get(repository, `/api/models/${repository}/revision/${encodeURIComponent(revision)}`, {}, signal);
      return parse(Info, await readJson(answer, url.host), url.host).sha;
    },
    tree: async (repository, commit, signal) => {
      const files: TreeFile[] = [];
      let route: string | URL = `/api/models/${repository}/tree/${commit}?recursive=true`;
      for (let page = 0; page < mostPages; page++) {
        const { answer, url }: { answer: Answer; url: URL } = await get(repository, route, {}, signal);
        for (const { type, path, oid, size, lfs } of parse(TreePage, await readJson(answer, url.host), url.host)) {
          files.push({ type, path, bytes: lfs?.size ?? size, digest: digestOf(lfs?.oid ?? oid) });
        }
        const next = nextPage(answer.header('link'), url);
        if (next === null) break;
        route = next;
      }
      return files;
    },
    file: async ({ repository, commit, path, from, etag }, signal) => {
      const range = from === 0 ? {} : { range: `bytes=${from}-`, ...(etag === null ? {} : { 'if-range': etag }) };
      const { answer } = await get(repository, `/${repository}/resolve/${commit}/${encode(path)}`, range, signal);
      return answer;
    },
  };
};
