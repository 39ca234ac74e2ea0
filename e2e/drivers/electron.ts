import { _electron } from '@playwright/test';
import { electronBinary } from '../../electron/tooling/electron-binary.ts';
import type { Launch } from './driver.ts';

/** The real Electron with the built bundles. */
export const launchElectron: Launch = async ({ home, opens }) => {
  const executablePath = electronBinary();
  if (executablePath === null) throw new Error('Electron’s binary is not here: `npm start` fetches it');
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '.', ...opens];
  const app = await _electron.launch({
    executablePath,
    args,
    env: { ...process.env, TINCTURE_HOME: home, TINCTURE_NODE: process.execPath },
  });
  let log = '';
  for (const stream of [app.process().stdout, app.process().stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const page = await app.firstWindow();
  return {
    page,
    crash: async () => {
      const loaded = page.waitForEvent('domcontentloaded');
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
      await loaded;
      return page;
    },
    log: () => log,
    close: () => app.close(),
    kill: async () => {
      const ended = new Promise((resolve) => app.process().once('exit', resolve));
      app.process().kill('SIGKILL');
      await ended;
    },
  };
};
