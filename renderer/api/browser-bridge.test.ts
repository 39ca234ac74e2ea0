import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserBridge } from './browser-bridge.ts';
import { CallError, createClient } from './client.ts';

class Line extends EventTarget {
  static last: Line;
  readonly url: string;
  constructor(url: URL) {
    super();
    this.url = url.href;
    Line.last = this;
  }
}

const answering = (body: string, type: string, status = 200) =>
  vi.fn<typeof fetch>(async () => new Response(body, { status, headers: { 'content-type': type } }));

afterEach(() => vi.unstubAllGlobals());

describe('the bridge over HTTP', () => {
  it('posts a call as JSON to its own address and gives back the value', async () => {
    const fetched = answering('{"ok":true,"value":["a"]}', 'application/json; charset=utf-8');
    vi.stubGlobal('fetch', fetched);
    const client = createClient(browserBridge('http://127.0.0.1:4000', () => undefined));
    expect(await client.invoke('images.ids', { text: 'fish', sort: 'newest' })).toEqual(['a']);
    const [url, init] = fetched.mock.calls[0] ?? [];
    expect(url).toEqual(new URL('http://127.0.0.1:4000/call/images.ids'));
    expect(init).toMatchObject({
      method: 'POST',
      body: '{"text":"fish","sort":"newest"}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('rejects with the error that the studio sent, whatever the status', async () => {
    vi.stubGlobal(
      'fetch',
      answering('{"ok":false,"error":{"code":"not-allowed","message":"Use the printed address.","what":null}}', 'application/json', 401),
    );
    const client = createClient(browserBridge('http://127.0.0.1:4000', () => undefined));
    const fate = client.invoke('jobs.list', null);
    await expect(fate).rejects.toBeInstanceOf(CallError);
    await expect(fate).rejects.toMatchObject({ message: 'Use the printed address.', error: { code: 'not-allowed' } });
  });

  it('rejects what is no answer of the studio', async () => {
    vi.stubGlobal('fetch', answering('<h1>Bad gateway</h1>', 'text/html', 502));
    await expect(createClient(browserBridge('http://x', () => undefined)).invoke('jobs.list', null)).rejects.toThrow('502');
  });

  it('hears events on one line until it no longer listens, and asks again after the line was lost', () => {
    vi.stubGlobal('EventSource', Line);
    const again = vi.fn<() => void>();
    const bridge = browserBridge('http://127.0.0.1:4000', again);
    const heard: unknown[] = [];
    const end = bridge.subscribe('images.removed', (payload) => heard.push(payload));
    const line = Line.last;
    bridge.subscribe('job.changed', () => undefined);
    expect(Line.last).toBe(line);
    line.dispatchEvent(new MessageEvent('images.removed', { data: '["a"]' }));
    end();
    line.dispatchEvent(new MessageEvent('images.removed', { data: '["b"]' }));
    expect(heard).toEqual([['a']]);
    line.dispatchEvent(new Event('open'));
    expect(again).not.toHaveBeenCalled();
    line.dispatchEvent(new Event('error'));
    line.dispatchEvent(new Event('open'));
    expect(again).toHaveBeenCalledOnce();
  });

  it('names pictures by id, never by path', () => {
    const bridge = browserBridge('http://127.0.0.1:4000', () => undefined);
    expect(bridge.imageUrl('ab', 256)).toBe('http://127.0.0.1:4000/image/ab?size=256');
    expect(bridge.previewUrl('cd', 3)).toBe('http://127.0.0.1:4000/preview/cd?n=3');
  });
});
