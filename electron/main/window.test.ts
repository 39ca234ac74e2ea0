import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class WebContents extends Emitter {
    reloads = 0;
    reload(): void {
      this.reloads += 1;
    }
  }
  class BrowserWindow extends Emitter {
    readonly webContents = new WebContents();
    readonly options: unknown;
    destroyed = false;
    constructor(options: unknown) {
      super();
      this.options = options;
    }
    isDestroyed(): boolean {
      return this.destroyed;
    }
    loadURL(): Promise<void> {
      return Promise.resolve();
    }
  }
  return { BrowserWindow, nativeTheme: { shouldUseDarkColors: false } };
});
const { openWindow } = await import('./window.ts');

type Fake = EventEmitter & { webContents: EventEmitter & { reloads: number }; destroyed: boolean; options: { webPreferences: unknown } };
const open = (): Fake => openWindow({ preload: 'preload.cjs', icon: 'icon.png' }) as unknown as Fake;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const crash = (window: Fake, reason: string): void => {
  window.webContents.emit('render-process-gone', {}, { reason });
  vi.advanceTimersByTime(1);
};

it('the page is sandboxed, isolated and without Node', () => {
  expect(open().options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false });
});

it.each(['crashed', 'oom', 'killed', 'launch-failed'])('a page that is gone (%s) is loaded again', (reason) => {
  const window = open();
  crash(window, reason);
  expect(window.webContents.reloads).toBe(1);
});

it('one that crashes again waits, and one whose window is closed stays away', () => {
  const window = open();
  crash(window, 'crashed');
  crash(window, 'crashed');
  expect(window.webContents.reloads).toBe(1);
  vi.advanceTimersByTime(500);
  expect(window.webContents.reloads).toBe(2);
  crash(window, 'clean-exit');
  crash(window, 'crashed');
  window.destroyed = true;
  vi.advanceTimersByTime(60_000);
  expect(window.webContents.reloads).toBe(2);
});
