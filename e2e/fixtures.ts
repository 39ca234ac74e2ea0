import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, test as base } from '@playwright/test';
import { type Launch, type Running, chooseDriver } from './drivers/driver.ts';
import { launchElectron } from './drivers/electron.ts';
import { launchStandIn } from './drivers/stand-in.ts';
import { GeneratePage } from './pages/generate.ts';
import { LibraryPage } from './pages/library.ts';
import { StagePage } from './pages/stage.ts';

const launchers: Readonly<Record<'electron' | 'stand-in', Launch>> = { electron: launchElectron, 'stand-in': launchStandIn };
const driver = chooseDriver();
let announced = false;

/** The studio's window as the specs speak of it. */
export type Desk = Readonly<{ page: Page; generate: GeneratePage; stage: StagePage; library: LibraryPage }>;
export const deskOf = (page: Page): Desk => ({
  page,
  generate: new GeneratePage(page),
  stage: new StagePage(page),
  library: new LibraryPage(page),
});

export type Studio = Readonly<{
  home: string;
  /** The window as soon as there is one, in whatever language. */
  launch: (opens?: readonly string[]) => Promise<Page>;
  open: (opens?: readonly string[]) => Promise<Desk>;
  /** Ends the page's process; the app loads it again. */
  crash: () => Promise<Desk>;
  close: () => Promise<void>;
  kill: () => Promise<void>;
}>;

/** Opens the studio on a throw-away home, as often as a spec likes. */
export const test = base.extend<{ home: string; studio: Studio; desk: Desk }>({
  home: async ({ browserName }, use) => {
    const home = await mkdtemp(join(tmpdir(), `tincture-e2e-${browserName}-`));
    await use(home);
    await rm(home, { recursive: true, force: true });
  },
  studio: async ({ browser, home }, use, info) => {
    if (!announced) console.log(`driver: ${driver.name} (${driver.why})`);
    announced = true;
    let running: Running | null = null;
    let log = '';
    const end = async (how: 'close' | 'kill') => {
      const ending = running;
      running = null;
      await ending?.[how]();
      log += ending?.log() ?? '';
    };
    const launch = async (opens: readonly string[] = []): Promise<Page> => {
      running = await launchers[driver.name]({ home, browser, opens });
      return running.page;
    };
    await use({
      home,
      launch,
      open: async (opens = []) => {
        const desk = deskOf(await launch(opens));
        await desk.generate.ready();
        return desk;
      },
      crash: async () => {
        if (running === null) throw new Error('there is no studio to crash');
        const desk = deskOf(await running.crash());
        await desk.generate.ready();
        return desk;
      },
      close: () => end('close'),
      kill: () => end('kill'),
    });
    if (info.status !== info.expectedStatus) {
      const last = running as Running | null;
      if (last !== null) await info.attach('window', { body: await last.page.screenshot(), contentType: 'image/png' });
    }
    await end('close');
    if (info.status !== info.expectedStatus) await info.attach('app log', { body: log, contentType: 'text/plain' });
  },
  desk: async ({ studio }, use) => use(await studio.open()),
});
export { expect } from '@playwright/test';
