// The page's side of the stand-in: a real Chromium page whose requests and calls are answered by the app's process.
import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page, Route } from 'playwright';
import type { Answer, Ask, FromApp } from './messages.ts';
import { originOf, policyToPage, toApp, toPage } from './urls.ts';

export type AskApp = (question: Ask) => Promise<unknown>;

/** Runs in the page, before its own scripts: what a sandboxed preload finds, then the preload itself. */
const preloadShell = (preload: string): string => `(() => {
  const listeners = new Map();
  const ipcRenderer = {
    invoke: (channel, ...values) => globalThis.__standInInvoke(channel, values),
    on: (channel, listener) => { listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)); },
    off: (channel, listener) => { listeners.get(channel)?.delete(listener); },
  };
  globalThis.__standInDeliver = (channel, values) => {
    for (const listener of [...(listeners.get(channel) ?? [])]) listener({}, ...structuredClone(values));
  };
  const toPage = ${toPage.toString()};
  const across = (value) => {
    if (typeof value === 'function') return (...values) => {
      const result = value(...values.map((given) => (typeof given === 'function' ? given : structuredClone(given))));
      return result instanceof Promise ? result.then(across) : across(result);
    };
    if (typeof value === 'string') return /^(app|studio-image):/.test(value) ? toPage(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(across);
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, across(member)])));
  };
  const contextBridge = {
    exposeInMainWorld: (name, api) => Object.defineProperty(globalThis, name, { value: across(api), enumerable: true }),
  };
  const require = (name) => {
    if (name !== 'electron') throw new Error('a sandboxed preload cannot require ' + name);
    return { contextBridge, ipcRenderer };
  };
  const module = { exports: {} };
  ((require, module, exports) => {${preload}\n})(require, module, module.exports);
})();`;

const fulfil = async (route: Route, ask: AskApp, schemes: readonly string[]): Promise<void> => {
  const request = route.request();
  const answer = (await ask({ kind: 'request', url: toApp(request.url()), method: request.method() })) as Answer;
  const policy = answer.headers['content-security-policy'];
  const allowed = answer.headers['access-control-allow-origin'];
  const headers = {
    ...answer.headers,
    ...(policy === undefined ? {} : { 'content-security-policy': policyToPage(policy, schemes) }),
    ...(allowed === undefined ? {} : { 'access-control-allow-origin': toPage(allowed) }),
  };
  await route.fulfill({ status: answer.status, headers, body: Buffer.from(answer.body) });
};

const answerRequest = async (route: Route, ask: AskApp, schemes: readonly string[]): Promise<void> => {
  const request = route.request();
  const ours = schemes.some((scheme) => new URL(request.url()).hostname.endsWith(`.${scheme}.stand-in`));
  if (ours) return fulfil(route, ask, schemes);
  // 204 leaves the page where it is, as a refused navigation does.
  if (request.isNavigationRequest() && (await ask({ kind: 'navigate', url: request.url() })) === false)
    return route.fulfill({ status: 204 });
  return route.abort('blockedbyclient');
};

/** Requests of our schemes go to the app; of the rest, navigations ask the app's policy and everything else is refused. What an app that has ended cannot answer fails in the page. */
const answerRequests = (context: BrowserContext, ask: AskApp, schemes: readonly string[]): Promise<unknown> =>
  context.route('**/*', (route) => answerRequest(route, ask, schemes).catch(() => route.abort().catch(() => undefined)));

/** Prepares what the app's `BrowserWindow` would show, and answers how to show it: again after a crash. */
export const preparePage = async (
  context: BrowserContext,
  { url, preload }: Extract<FromApp, { kind: 'window' }>,
  ask: AskApp,
  schemes: readonly string[],
): Promise<() => Promise<Page>> => {
  await context.exposeBinding('__standInInvoke', async ({ frame }, channel: string, values: unknown[]) =>
    ask({
      kind: 'invoke',
      channel,
      values,
      frame: { origin: originOf(frame.url()), url: toApp(frame.url()), main: frame.parentFrame() === null },
    }),
  );
  await context.addInitScript(preloadShell(await readFile(preload, 'utf8')));
  await answerRequests(context, ask, schemes);
  return async () => {
    const page = await context.newPage();
    page.on('popup', (popup) => {
      ask({ kind: 'open', url: popup.url() })
        .then((allowed) => (allowed === true ? undefined : popup.close()))
        .catch(() => undefined);
    });
    await page.goto(toPage(url));
    return page;
  };
};

export type Event = Extract<FromApp, { kind: 'event' }>;

/** Brings events of the app into the page; a page that is gone misses them. */
export const deliver = (page: Page, events: readonly Event[]): Promise<unknown> =>
  page
    .evaluate(
      (given) => {
        const { __standInDeliver: one } = globalThis as unknown as {
          __standInDeliver: (channel: string, values: readonly unknown[]) => void;
        };
        for (const { channel, values } of given) one(channel, values);
      },
      events.map(({ channel, values }) => ({ channel, values })),
    )
    .catch(() => undefined);
