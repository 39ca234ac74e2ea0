import { type FSWatcher, watch } from 'node:fs';
import { placesIn } from './places.ts';

const settled = 700;
const pollEvery = 20_000;

/**
 * Calls `changed` soon after something in the model folders came, went or changed, and now and then in any case: network drives tell nothing. New
 * folders are watched from the next of these moments on. `stop` ends it.
 */
export const watchModels = (roots: () => Promise<readonly string[]>, changed: () => void): { stop: () => void } => {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const soon = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(changed, settled);
    timer.unref();
  };
  const forget = (place: string): void => {
    watchers.get(place)?.close();
    watchers.delete(place);
  };
  const add = (place: string): void => {
    try {
      const watcher = watch(place, { recursive: true, persistent: false }, soon);
      watcher.on('error', () => forget(place));
      watchers.set(place, watcher);
    } catch {
      // not there yet, or of a kind that cannot be watched: it is looked at now and then
    }
  };
  const renew = async (): Promise<void> => {
    const places = (await Promise.all((await roots()).map(placesIn))).flat();
    if (stopped) return;
    for (const place of watchers.keys()) if (!places.includes(place)) forget(place);
    for (const place of places) if (!watchers.has(place)) add(place);
  };

  const look = (): void => {
    renew().then(changed, () => undefined);
  };
  const poll = setInterval(look, pollEvery);
  poll.unref();
  void renew().catch(() => undefined);
  return {
    stop: () => {
      stopped = true;
      clearInterval(poll);
      if (timer !== null) clearTimeout(timer);
      for (const place of watchers.keys()) forget(place);
    },
  };
};
