import type { ServerResponse } from 'node:http';
import type { Publish } from '../contract/events.ts';

/** Server-Sent Events to every open page. */
export type EventStream = Readonly<{ publish: Publish; open: (response: ServerResponse) => void; close: () => void }>;

const heartbeat = 15_000;
/** A page that does not read (a sleeping tab) is cut off before it fills the memory; the browser connects again by itself. */
const backlog = 8 << 20;

export const createEventStream = (): EventStream => {
  const open = new Set<ServerResponse>();
  const write = (text: string): void => {
    for (const response of open) {
      if (response.writableLength > backlog) response.destroy();
      else response.write(text);
    }
  };
  const timer = setInterval(() => write(': still here\n\n'), heartbeat);
  timer.unref();
  return {
    publish: (name, payload) => write(`event: ${name}\ndata: ${JSON.stringify(payload)}\n\n`),
    open: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
      response.write('retry: 1000\n\n');
      open.add(response);
      response.on('close', () => open.delete(response));
    },
    close: () => {
      clearInterval(timer);
      for (const response of open) response.end();
    },
  };
};
