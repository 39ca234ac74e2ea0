import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Publish } from '../contract/events.ts';
import type { Studio } from '../host/studio.ts';
import { channels } from './channels.ts';
import { appOrigin } from './origins.ts';

/** Only the main frame of a window with our own page may call. */
const assertOurs = ({ senderFrame }: IpcMainInvokeEvent): void => {
  if (senderFrame === null || senderFrame.parent !== null || senderFrame.origin !== appOrigin) {
    throw new Error(`refused a call from ${senderFrame?.origin ?? 'a frame that is gone'}`);
  }
};

/**
 * The one place where a message of a window comes in; it waits while the studio opens. `call` checks name and input and turns errors into values.
 * Resolves with the first call.
 */
export const serveCalls = (opening: Promise<Studio>): Promise<void> => {
  const first = Promise.withResolvers<void>();
  ipcMain.handle(channels.call, async (event, name: unknown, input: unknown) => {
    assertOurs(event);
    first.resolve();
    const studio = await opening;
    return studio.call(name, input);
  });
  return first.promise;
};

/** Tells every window. */
export const publish: Publish = (name, payload) => {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed()) window.webContents.send(channels.event, name, payload);
  }
};
