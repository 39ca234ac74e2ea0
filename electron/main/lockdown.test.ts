import { EventEmitter } from 'node:events';
import { beforeEach, expect, it, vi } from 'vitest';

type Asked = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
const electron = vi.hoisted(() => ({
  request: null as Asked | null,
  check: null as ((contents: unknown, permission: string) => boolean) | null,
  device: null as (() => boolean) | null,
  call: null as ((event: unknown, name: unknown, input: unknown) => Promise<unknown>) | null,
}));
const app = vi.hoisted(() => ({ emitter: null as EventEmitter | null }));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  app.emitter = new Emitter();
  return {
    app: app.emitter,
    BrowserWindow: { getAllWindows: () => [] },
    ipcMain: { handle: (_channel: string, handler: typeof electron.call) => void (electron.call = handler) },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: typeof electron.request) => void (electron.request = handler),
        setPermissionCheckHandler: (handler: typeof electron.check) => void (electron.check = handler),
        setDevicePermissionHandler: (handler: typeof electron.device) => void (electron.device = handler),
      },
    },
  };
});

const { denyPermissions, lockDown } = await import('./lockdown.ts');
const { serveCalls } = await import('./ipc.ts');

class Contents extends EventEmitter {
  open: (() => { action: string }) | null = null;
  setWindowOpenHandler(handler: () => { action: string }): void {
    this.open = handler;
  }
}

let contents = new Contents();
beforeEach(() => {
  app.emitter?.removeAllListeners();
  lockDown();
  contents = new Contents();
  app.emitter?.emit('web-contents-created', {}, contents);
});

const refused = (event: string, url: string): boolean => {
  let prevented = false;
  contents.emit(event, { url, preventDefault: () => void (prevented = true) });
  return prevented;
};

it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s goes nowhere but to our own pages', (event) => {
  for (const url of [
    'https://example.com/',
    'file:///etc/passwd',
    'app://tincture.evil/',
    'app://other/',
    'javascript:alert(1)',
    'data:text/html,x',
  ])
    expect(refused(event, url)).toBe(true);
  expect(refused(event, 'app://tincture/')).toBe(false);
});

it('there are no new windows and no webviews', () => {
  expect(contents.open?.()).toEqual({ action: 'deny' });
  expect(refused('will-attach-webview', '')).toBe(true);
});

it('every permission is denied but for writing the clipboard', () => {
  denyPermissions();
  const { request, check, device } = electron;
  const asked = (permission: string): boolean => {
    let granted = true;
    request?.({}, permission, (answer) => void (granted = answer));
    return granted;
  };
  const others = [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'midi',
    'openExternal',
    'fullscreen',
    'pointerLock',
    'hid',
    'usb',
    'unknown',
  ];
  expect(others.filter((permission) => asked(permission) || check?.({}, permission) === true)).toEqual([]);
  expect([asked('clipboard-sanitized-write'), check?.({}, 'clipboard-sanitized-write')]).toEqual([true, true]);
  expect(device?.()).toBe(false);
});

it('only the main frame of our own page may call', async () => {
  const studio = { call: (name: string) => Promise.resolve({ ok: true, value: name }) };
  void serveCalls(studio as unknown as Parameters<typeof serveCalls>[0]);
  const call = (senderFrame: unknown) => electron.call?.({ senderFrame }, 'no.such', null);
  await expect(call(null)).rejects.toThrow('refused a call');
  await expect(call({ origin: 'https://example.com', parent: null })).rejects.toThrow('refused a call');
  await expect(call({ origin: 'app://tincture', parent: {} })).rejects.toThrow('refused a call');
  expect(await call({ origin: 'app://tincture', parent: null })).toEqual({ ok: true, value: 'no.such' });
});
