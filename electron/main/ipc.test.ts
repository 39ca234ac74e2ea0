import { expect, it, vi } from 'vitest';
import type { Studio } from '../host/studio.ts';

type Handler = (event: unknown, name: unknown, input: unknown) => Promise<unknown>;
const handlers = vi.hoisted(() => new Map<string, unknown>());
vi.mock('electron', () => ({
  BrowserWindow: { getAllWindows: () => [] },
  ipcMain: { handle: (channel: string, handler: unknown) => handlers.set(channel, handler) },
}));
const { serveCalls } = await import('./ipc.ts');
const { channels } = await import('./channels.ts');
const { appOrigin } = await import('./origins.ts');

const from = (origin: string) => ({ senderFrame: { parent: null, origin } });

it('tells of the first call of our own page, from which on the host is loaded, and answers it when the host is there', async () => {
  const opening = Promise.withResolvers<Studio>();
  const told = vi.fn();
  void serveCalls(opening.promise).then(told);
  const call = handlers.get(channels.call) as Handler;

  await expect(call(from('https://example.com'), 'settings.get', null)).rejects.toThrow('refused');
  expect(told).not.toHaveBeenCalled();

  const answered = call(from(appOrigin), 'settings.get', null);
  await Promise.resolve();
  expect(told).toHaveBeenCalledOnce();

  opening.resolve({ call: (name: string) => Promise.resolve(`${name} is answered`) } as unknown as Studio);
  await expect(answered).resolves.toBe('settings.get is answered');
});
