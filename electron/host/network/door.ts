import type { NetworkEntry } from '../../contract/downloads.ts';
import type { Failure } from '../../contract/failure.ts';
import type { Settings } from '../../contract/records.ts';
import { requestEnded, requestLeft } from '../../store/network-log.ts';
import type { Context } from '../context.ts';
import type { Dispatcher } from './door-client.ts';
import { counted } from './counted-body.ts';
import { explain, offline, unreachable } from './faults.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

export type Question = Readonly<{
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** An access token and the only origin that may see it. */
  secret: Readonly<{ origin: string; token: string }> | null;
  /** For the log: what asked for it. */
  reason: string;
  signal: AbortSignal;
}>;

export type Answer = Readonly<{
  status: number;
  /** Of the last answer, redirects followed; names in lower case. */
  header: (name: string) => string | null;
  /** Of the first answer, which is the hub's own. */
  firstHeader: (name: string) => string | null;
  /** Breaks off with a `Failure` where the line is cut, stalls, or the studio goes offline. Must be read or closed. */
  body: AsyncIterable<Uint8Array>;
  close: () => void;
}>;

/** The one way out of this program: nothing else in it opens a connection. Every request is in the log, and none leaves while the studio is offline. */
export type Door = Readonly<{
  ask: (question: Question) => Promise<Answer>;
  /** Breaks off whatever is open. */
  shut: (why: Failure) => void;
  close: () => Promise<void>;
}>;

export type DoorOptions = Readonly<{
  /** Milliseconds without a byte after which a line counts as dead. */
  stall: number;
  env: NodeJS.ProcessEnv;
}>;

/** Loaded with the first request: most starts have none. */
const client = () => import('./door-client.ts');
type Undici = Awaited<ReturnType<typeof client>>;

const mostRedirects = 5;

const headerOf =
  (headers: Readonly<Record<string, string | string[] | undefined>>) =>
  (name: string): string | null => {
    const value = headers[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };

/** Where an answer sends us on; null where it does not. Never from an encrypted line to an open one. */
const nextUrl = (url: URL, status: number, location: string | null): URL | null => {
  if (![301, 302, 303, 307, 308].includes(status) || location === null) return null;
  if (!URL.canParse(location, url.href)) throw unreachable(url.host, sentence('network.no-address'));
  const next = new URL(location, url);
  const open = url.protocol === 'https:' && next.protocol !== 'https:';
  if (open || !/^https?:$/.test(next.protocol)) throw unreachable(url.host, sentence('network.not-encrypted', { host: next.host }));
  return next;
};

export const createDoor = (
  { db, clock, publish }: Pick<Context, 'db' | 'clock' | 'publish'>,
  settings: () => Pick<Settings, 'offline' | 'proxy'>,
  { stall, env }: DoorOptions,
): Door => {
  const open = new Set<AbortController>();
  let line: Readonly<{ proxy: string | null; dispatcher: Dispatcher }> | null = null;

  const dispatcher = ({ EnvHttpProxyAgent, ProxyAgent }: Undici): Dispatcher => {
    const { proxy } = settings();
    if (line !== null && line.proxy === proxy) return line.dispatcher;
    const timeouts = { headersTimeout: stall, bodyTimeout: stall, connect: { timeout: stall } };
    const environment = {
      httpProxy: env['http_proxy'] ?? env['HTTP_PROXY'],
      httpsProxy: env['https_proxy'] ?? env['HTTPS_PROXY'],
      noProxy: env['no_proxy'] ?? env['NO_PROXY'],
    };
    const known = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
    void line?.dispatcher.close();
    line = {
      proxy,
      dispatcher: proxy === null ? new EnvHttpProxyAgent({ ...timeouts, ...known }) : new ProxyAgent({ ...timeouts, uri: proxy }),
    };
    return line.dispatcher;
  };

  /** One request and its line in the log. */
  const hop = async (url: URL, question: Question, signal: AbortSignal) => {
    const { headers, secret, reason } = question;
    const entry = requestLeft(db, { at: clock(), method: 'GET', host: url.host, path: url.pathname, reason });
    publish('network.logged', entry);
    const end = (change: Partial<NetworkEntry>): void => {
      const ended = { ...entry, ...change, milliseconds: clock() - entry.at };
      requestEnded(db, ended);
      publish('network.logged', ended);
    };
    const authorization = secret !== null && secret.origin === url.origin ? { authorization: `Bearer ${secret.token}` } : {};
    try {
      const undici = await client();
      const response = await undici.request(url, {
        method: 'GET',
        headers: { 'user-agent': 'tincture', 'accept-encoding': 'identity', ...headers, ...authorization },
        dispatcher: dispatcher(undici),
        signal,
      });
      return { response, end };
    } catch (error) {
      const failure = explain(signal.aborted ? signal.reason : error, url.host);
      end({ problem: failure.error.message });
      throw failure;
    }
  };

  const ask = async (question: Question): Promise<Answer> => {
    if (settings().offline) throw offline();
    question.signal.throwIfAborted();
    const control = new AbortController();
    const pass = (): void => control.abort(question.signal.reason);
    question.signal.addEventListener('abort', pass);
    open.add(control);
    const done = (): void => {
      open.delete(control);
      question.signal.removeEventListener('abort', pass);
    };
    try {
      let url = question.url;
      let firstHeader: Answer['firstHeader'] | null = null;
      for (let redirects = 0; redirects <= mostRedirects; redirects++) {
        const { response, end } = await hop(url, question, control.signal);
        const header = headerOf(response.headers);
        firstHeader ??= header;
        const next = nextUrl(url, response.statusCode, header('location'));
        if (next === null) {
          const body = counted({ body: response.body, host: url.host, signal: control.signal, status: response.statusCode, end, done });
          return { status: response.statusCode, header, firstHeader, ...body };
        }
        await response.body.dump();
        end({ status: response.statusCode });
        url = next;
      }
      throw unreachable(question.url.host, sentence('network.circles'));
    } catch (error) {
      done();
      throw error;
    }
  };

  return {
    ask,
    shut: (why) => {
      for (const control of open) control.abort(why);
    },
    close: async () => {
      await line?.dispatcher.destroy();
    },
  };
};
