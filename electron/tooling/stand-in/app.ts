// Starts the built main bundle on the stand-in and a Chromium page for its window.
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import type { Ask, FromApp, ToApp } from './messages.ts';
import { deliver, type Event, preparePage } from './window.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const register = new URL('register.ts', import.meta.url).href;

export type StandIn = Readonly<{
  page: Page;
  /** Ends the page's process as a fault in it would; resolves with the page that the app loads then. */
  crash: () => Promise<Page>;
  /** What the app said in dialogs of the system. */
  dialogs: readonly string[];
  /** Everything the app's process printed. */
  log: () => string;
  /** Closes the window and waits for the app's orderly end. */
  close: () => Promise<void>;
  /** Ends the app's process at once. */
  kill: () => Promise<void>;
}>;

type Options = Readonly<{
  browser: Browser;
  /** The app's command line. */
  args: readonly string[];
  context: BrowserContextOptions;
  /** Where the page's own storage outlives the process, as a browser profile does. */
  profile: string;
  env: Readonly<Record<string, string>>;
}>;

export const startStandIn = async ({ browser, args, context: contextOptions, profile, env }: Options): Promise<StandIn> => {
  const child = fork('dist/main/main.js', args, {
    cwd: root,
    execArgv: ['--import', register],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env, TINCTURE_NODE: process.execPath },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const dialogs: string[] = [];
  const asked = new Map<number, Readonly<{ resolve: (value: unknown) => void; reject: (error: Error) => void }>>();
  let asks = 0;
  // An app that is going hears nothing more; that it went is told by its end.
  const say = (message: ToApp): void => void (child.connected && child.send(message, () => undefined));
  const ask = (question: Ask): Promise<unknown> =>
    new Promise((resolve, reject) => {
      asks += 1;
      asked.set(asks, { resolve, reject });
      say({ kind: 'ask', ask: asks, question });
    });
  void ended.then(() => {
    for (const { reject } of asked.values()) reject(new Error('the app has ended'));
  });

  const context = await browser.newContext({ ...contextOptions, ...(existsSync(profile) ? { storageState: profile } : {}) });
  let schemes: readonly string[] = [];
  let page: Page | null = null;
  let due: readonly Event[] = [];
  let delivering = false;
  const opened = Promise.withResolvers<Page>();
  let show: () => Promise<Page> = () => opened.promise;
  let reloaded = Promise.withResolvers<Page>();

  const reload = async (): Promise<Page> => {
    const crashed = page;
    page = await show();
    await crashed?.close();
    return page;
  };

  /** In order, as a channel delivers; what came while others went in goes in at once, so that no window falls behind its app. */
  const bring = async (): Promise<void> => {
    delivering = true;
    while (due.length > 0) {
      const events = due;
      due = [];
      if (page !== null) await deliver(page, events);
    }
    delivering = false;
  };

  child.on('message', (message: FromApp) => {
    switch (message.kind) {
      case 'schemes':
        schemes = message.schemes;
        break;
      case 'window':
        preparePage(context, message, ask, schemes)
          .then((prepared) => {
            show = prepared;
            return show();
          })
          .then(opened.resolve, opened.reject);
        break;
      case 'reload':
        reload().then(reloaded.resolve, reloaded.reject);
        break;
      case 'event':
        due = [...due, message];
        if (!delivering) void bring();
        break;
      case 'dialog':
        dialogs.push(message.text);
        break;
      case 'answer': {
        const waiting = asked.get(message.ask);
        asked.delete(message.ask);
        if (message.ok) waiting?.resolve(message.value);
        else waiting?.reject(new Error(String(message.value)));
        break;
      }
    }
  });
  void ended.then(() => opened.reject(new Error(`the app ended before it opened a window\n${dialogs.join('\n')}\n${log}`)));

  page = await opened.promise;
  const leave = async (): Promise<void> => {
    await ended;
    await context.storageState({ path: profile });
    await context.close();
  };
  return {
    page,
    dialogs,
    crash: async () => {
      const crashing = page;
      if (crashing === null) throw new Error('there is no page');
      reloaded = Promise.withResolvers<Page>();
      crashing.once('crash', () => say({ kind: 'crashed' }));
      const session = await context.newCDPSession(crashing);
      // a page that is gone does not answer
      session.send('Page.crash').catch(() => undefined);
      return reloaded.promise;
    },
    log: () => log,
    close: () => {
      say({ kind: 'closed' });
      return leave();
    },
    kill: () => {
      child.kill('SIGKILL');
      return leave();
    },
  };
};
