import type { FromApp } from './messages.ts';

/** Says something to the test's process. The channel clones values as Electron's IPC does, and refuses functions. */
export const tell = (message: FromApp): void => {
  if (process.send === undefined) throw new Error('the stand-in for Electron is started by the end-to-end driver');
  process.send(message);
};
