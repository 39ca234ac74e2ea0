import type { Client } from './client.ts';

/** Who drags a scroll bar moves no pointer that a page hears of. */
const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'scroll'] as const;
/** Milliseconds between two tellings. */
const between = 1_000;

/** Tells the host that somebody is at the window, at the first sign of it: what computes steps back meanwhile. The function ends it. */
export const tellOfUse = (client: Pick<Client, 'invoke'>, page: EventTarget, clock: () => number): (() => void) => {
  let told = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    if (clock() - told < between) return;
    told = clock();
    // a host that cannot be reached is told of elsewhere
    client.invoke('window.used', null).catch(() => undefined);
  };
  const options = { capture: true, passive: true };
  for (const sign of signs) page.addEventListener(sign, tell, options);
  return () => {
    for (const sign of signs) page.removeEventListener(sign, tell, options);
  };
};
