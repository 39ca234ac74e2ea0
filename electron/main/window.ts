import { BrowserWindow, nativeTheme } from 'electron';
import { createCrashPauses } from './crash-pauses.ts';
import { appOrigin } from './origins.ts';
import type { Places } from './places.ts';

/** The page's own background, so that the window does not flash. */
const background = { light: '#efeef3', dark: '#0d0c14' } as const;

export const openWindow = ({ preload, icon }: Pick<Places, 'preload' | 'icon'>): BrowserWindow => {
  const window = new BrowserWindow({
    width: 1360,
    height: 880,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Tincture',
    icon,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false },
  });
  window.once('ready-to-show', () => window.show());
  // The draft is kept by the page, the queue and the library by the host: a crashed page can simply start again.
  const pause = createCrashPauses(Date.now);
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    setTimeout(() => window.isDestroyed() || window.webContents.reload(), pause());
  });
  void window.loadURL(`${appOrigin}/`);
  return window;
};
