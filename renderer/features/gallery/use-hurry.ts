import type { Virtualizer } from '@tanstack/react-virtual';
import { startTransition, useEffect, useState } from 'react';

/** Milliseconds: half a screen and more in `look` is too fast, since a picture is then in sight for less time than an eye rests on anything; after `rest` without that somebody looks again. */
const span = { look: 100, rest: 80 } as const;

/** True while somebody leaps through a list, faster than anything can be looked at. One leap alone is none. */
export const useHurry = (virtual: Virtualizer<HTMLDivElement, Element>): boolean => {
  const [hurried, setHurried] = useState(false);
  useEffect(() => {
    const room = virtual.scrollElement;
    if (room === null) return undefined;
    let last = virtual.scrollOffset ?? 0;
    let moves: readonly Readonly<{ at: number; by: number }>[] = [];
    let timer: ReturnType<typeof setTimeout> | null = null;
    const calmDown = (): void => {
      timer = null;
      startTransition(() => setHurried(false));
    };
    const move = (): void => {
      // as the list measured it: to ask the element would have it laid out in between
      const [offset, height, now] = [virtual.scrollOffset ?? 0, virtual.scrollRect?.height ?? 0, performance.now()];
      moves = [...moves.filter(({ at }) => now - at < span.look), { at: now, by: Math.abs(offset - last) }];
      last = offset;
      if (moves.length < 2 || moves.reduce((sum, { by }) => sum + by, 0) < height / 2) return;
      setHurried(true);
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(calmDown, span.rest);
    };
    room.addEventListener('scroll', move, { passive: true });
    return () => {
      room.removeEventListener('scroll', move);
      if (timer !== null) clearTimeout(timer);
    };
  }, [virtual, virtual.scrollElement]);
  return hurried;
};
