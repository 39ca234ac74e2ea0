import type { Browser, Page } from '@playwright/test';
import { electronBinary } from '../../electron/tooling/electron-binary.ts';

/** A running studio and its window. */
export type Running = Readonly<{
  page: Page;
  /** Ends the page's process, not the app's; resolves with the page that the app loads then. */
  crash: () => Promise<Page>;
  /** Quits as a user does. */
  close: () => Promise<void>;
  /** Ends the app's process at once, as a power cut does. */
  kill: () => Promise<void>;
  log: () => string;
}>;

/** `opens`: files and links that the system opens with it. */
export type Launch = (options: Readonly<{ home: string; browser: Browser; opens: readonly string[] }>) => Promise<Running>;

export type DriverName = 'electron' | 'stand-in';

const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;

/** The real Electron where its binary is and a display; else the stand-in. `TINCTURE_DRIVER` decides otherwise. */
export const chooseDriver = (): Readonly<{ name: DriverName; why: string }> => {
  const asked = process.env['TINCTURE_DRIVER'];
  if (asked === 'electron' || asked === 'stand-in') return { name: asked, why: 'TINCTURE_DRIVER says so' };
  if (electronBinary() === null) return { name: 'stand-in', why: 'Electron’s binary is not here' };
  return hasDisplay ? { name: 'electron', why: 'its binary is here' } : { name: 'stand-in', why: 'there is no display' };
};
