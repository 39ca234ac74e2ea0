import type { StudioBridge } from '../../electron/contract/events.ts';
import type { AppError, Result } from '../../electron/contract/result.ts';

const refused = (message: string): Result<never> => ({ ok: false, error: { code: 'internal', message, what: null } satisfies AppError });

/** The same bridge as preload's, over the HTTP of `serve`. The token is in a cookie that the page itself cannot read. */
export const browserBridge = (origin: string, onReconnect: () => void): StudioBridge => {
  let source: EventSource | null = null;
  const events = (): EventSource => {
    if (source !== null) return source;
    source = new EventSource(new URL('/events', origin));
    // What was announced while the line was down has to be asked for.
    let lost = false;
    source.addEventListener('error', () => {
      lost = true;
    });
    source.addEventListener('open', () => {
      if (lost) onReconnect();
      lost = false;
    });
    return source;
  };

  return {
    kind: 'browser',
    invoke: async (name, input) => {
      const answer = await fetch(new URL(`/call/${name}`, origin), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      if (answer.headers.get('content-type')?.startsWith('application/json') !== true)
        return refused(`${answer.status} ${answer.statusText}`);
      return answer.json();
    },
    subscribe: (name, listener) => {
      const hear = (event: MessageEvent<string>) => listener(JSON.parse(event.data));
      events().addEventListener(name, hear);
      return () => events().removeEventListener(name, hear);
    },
    // a screenful of them is asked for in a frame
    imageUrl: (id, size) => `${origin}/image/${id}?size=${size}`,
    sourceUrl: (sha256) => new URL(`/source/${sha256}`, origin).href,
    modelImageUrl: (id) => new URL(`/model/${id}`, origin).href,
    previewUrl: (job, n) => new URL(`/preview/${job}?n=${n}`, origin).href,
  };
};
