import '../host/thread-pool.ts';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { app, BrowserWindow, dialog } from 'electron';
import { resolveHome } from '../host/home.ts';
import { linkScheme } from '../contract/link.ts';
import type { Studio } from '../host/studio.ts';
import { readyAnswers } from './answers.ts';
import { serveCalls } from './ipc.ts';
import { denyPermissions, lockDown } from './lockdown.ts';
import { setupMenus } from './menu.ts';
import { collectOpenings } from './openings.ts';
import { findPlaces } from './places.ts';
import { registerSchemes, servePage } from './page-files.ts';
import { sayFailure } from './say-failure.ts';
import { openWindow } from './window.ts';

const home = resolveHome(process.env);
// What the page keeps (draft, folds) and the single-instance lock belong to the same studio as the library.
app.setPath('userData', join(home.data, 'window'));

const raise = (): void => {
  const window = BrowserWindow.getAllWindows()[0];
  if (window?.isMinimized() === true) window.restore();
  window?.focus();
};

/** A page that calls nothing is not waited for longer than this, in milliseconds. */
const patience = 1_500;

/** The host closes before the app does: the running job is put back, the engine ends, the store is written out. */
const closeBeforeQuit = (opening: Promise<Studio>): void => {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    opening
      .then((host) => host.close())
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        closed = true;
        app.quit();
      });
  });
};

const boot = async (): Promise<void> => {
  const places = findPlaces();
  const openings = collectOpenings();
  // in a checkout the link would open Electron without us
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  await app.whenReady();
  denyPermissions();
  setupMenus();
  servePage(places.renderer);
  const opening = Promise.withResolvers<Studio>();
  const called = serveCalls(opening.promise);
  closeBeforeQuit(opening.promise);
  openWindow(places);
  readyAnswers();
  app.on('second-instance', raise);
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow(places);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // a page that calls has its code: while it is drawn by a process of its own, the host is loaded here, which keeps this one from handing over files
  await Promise.race([called, setTimeout(patience)]);
  const { openStudio } = await import('./studio.ts');
  opening.resolve(openStudio(home, places));
  const host = await opening.promise;
  openings((what) => void host.open(what));
};

if (app.requestSingleInstanceLock()) {
  registerSchemes();
  lockDown();
  boot().catch(async (error: unknown) => {
    console.error(error);
    dialog.showErrorBox('Tincture', await sayFailure(error, home.settings, app.getPreferredSystemLanguages()));
    app.exit(1);
  });
} else {
  app.quit();
}
