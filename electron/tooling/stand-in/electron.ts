// The part of Electron that `electron/main` uses, under plain Node. Electron's own types hold the members to what they stand for.
import { EventEmitter } from 'node:events';
import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { tell } from './link.ts';
import type { Answer, Ask, ToApp } from './messages.ts';

type Handler = (event: unknown, ...values: unknown[]) => unknown;
type ProtocolHandler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler>();
const protocols = new Map<string, ProtocolHandler>();
const paths = new Map<string, string>();
let running: (readonly [contents: EventEmitter, window: BrowserWindow])[] = [];

/** An event that a listener can refuse. */
const refusable = (url: string) => {
  const event = { url, defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) };
  return event;
};

class WebContents extends EventEmitter {
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(channel: string, ...values: unknown[]): void {
    tell({ kind: 'event', channel, values });
  }
  reload(): void {
    tell({ kind: 'reload' });
  }
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] {
    return running.map(([, window]) => window);
  }
  readonly webContents = new WebContents();
  readonly preload: string;
  destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    const preferences = options.webPreferences ?? {};
    // The page's side only knows how to be a sandboxed, isolated page.
    if (preferences.sandbox !== true || preferences.contextIsolation !== true || preferences.nodeIntegration !== false) {
      throw new Error('the window must be sandboxed, isolated and without Node');
    }
    this.preload = preferences.preload ?? '';
    running = [...running, [this.webContents, this]];
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    tell({ kind: 'window', url, preload: this.preload });
    setImmediate(() => this.emit('ready-to-show'));
    return Promise.resolve();
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {}
  focus(): void {}
  show(): void {}
}

class App extends EventEmitter {
  readonly isPackaged = false;
  getAppPath(): string {
    return process.cwd();
  }
  setPath(name: string, path: string): void {
    paths.set(name, path);
  }
  whenReady(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
  getPreferredSystemLanguages(): string[] {
    return ['en-GB'];
  }
  /** Locks per process are the host's own business (`library-busy`); here every start is the first. */
  requestSingleInstanceLock(): boolean {
    return true;
  }
  quit(): void {
    const event = refusable('');
    this.emit('before-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }
  exit(code: number): void {
    process.exit(code);
  }
}
export const app = new App();

export const ipcMain = {
  handle: (channel: string, handler: Handler): void => {
    if (handlers.has(channel)) throw new Error(`a second handler for ${channel}`);
    handlers.set(channel, handler);
  },
};

export const protocol = {
  registerSchemesAsPrivileged: (schemes: readonly Electron.CustomScheme[]): void =>
    tell({ kind: 'schemes', schemes: schemes.map(({ scheme }) => scheme) }),
  handle: (scheme: string, handler: ProtocolHandler): void => {
    protocols.set(scheme, handler);
  },
};

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (): void => undefined,
    setPermissionCheckHandler: (): void => undefined,
    setDevicePermissionHandler: (): void => undefined,
  },
};

export const shell = {
  /** The system's bin of this throw-away home. */
  trashItem: async (path: string): Promise<void> => {
    const bin = join(paths.get('userData') ?? '.', 'bin');
    await mkdir(bin, { recursive: true });
    await rename(path, join(bin, basename(path)));
  },
  showItemInFolder: (path: string): void => tell({ kind: 'dialog', title: 'showItemInFolder', text: path }),
};

/** There is no key store here: what is to be kept secret goes into a file of its owner. */
export const safeStorage = {
  isEncryptionAvailable: (): boolean => false,
  getSelectedStorageBackend: (): string => 'basic_text',
};

export const dialog = {
  showErrorBox: (title: string, text: string): void => tell({ kind: 'dialog', title, text }),
  /** Nobody is there to choose: what was offered is taken. */
  showOpenDialog: ({ defaultPath }: Electron.OpenDialogOptions): Promise<Pick<Electron.OpenDialogReturnValue, 'filePaths'>> =>
    Promise.resolve({ filePaths: defaultPath === undefined ? [] : [defaultPath] }),
  showSaveDialog: ({ defaultPath }: Electron.SaveDialogOptions): Promise<Pick<Electron.SaveDialogReturnValue, 'filePath'>> =>
    Promise.resolve({ filePath: defaultPath ?? '' }),
};
export const nativeTheme = { shouldUseDarkColors: false };
export const Menu = { setApplicationMenu: (): void => undefined, buildFromTemplate: (template: unknown): unknown => template };

const contents = (): WebContents => {
  const window = running[0]?.[1];
  if (window === undefined) throw new Error('there is no window');
  return window.webContents;
};

const respond = async (url: string, method: string): Promise<Answer> => {
  const handler = protocols.get(url.slice(0, url.indexOf(':')));
  if (handler === undefined) return { status: 404, headers: {}, body: new Uint8Array() };
  const response = await handler(new Request(url, { method }));
  return { status: response.status, headers: Object.fromEntries(response.headers), body: new Uint8Array(await response.arrayBuffer()) };
};

const answer = async (question: Ask): Promise<unknown> => {
  switch (question.kind) {
    case 'invoke': {
      const handler = handlers.get(question.channel);
      if (handler === undefined) throw new Error(`No handler registered for '${question.channel}'`);
      const { origin, url, main } = question.frame;
      return handler({ senderFrame: { origin, url, parent: main ? null : {} } }, ...question.values);
    }
    case 'request':
      return respond(question.url, question.method);
    case 'navigate': {
      const event = refusable(question.url);
      contents().emit('will-navigate', event);
      return !event.defaultPrevented;
    }
    case 'open':
      return contents().openHandler({ url: question.url }).action === 'allow';
  }
};

process.on('message', (message: ToApp) => {
  switch (message.kind) {
    case 'ask':
      answer(message.question).then(
        (value) => tell({ kind: 'answer', ask: message.ask, ok: true, value }),
        (error: unknown) =>
          tell({ kind: 'answer', ask: message.ask, ok: false, value: error instanceof Error ? error.message : String(error) }),
      );
      break;
    case 'crashed':
      contents().emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
      break;
    case 'closed':
      for (const [, window] of running) {
        window.destroyed = true;
        window.emit('closed');
      }
      running = [];
      app.emit('window-all-closed');
      break;
    case 'quit':
      app.quit();
      break;
  }
});
// The app goes where its test goes.
process.on('disconnect', () => process.exit(1));
