import type { Virtualizer } from '@tanstack/react-virtual';
import { startTransition, useEffect, useState } from 'react';

/** Milliseconds without a leap after which somebody looks again. */
const rest = 80;

/** True while somebody leaps through a list, half a screen and more in a frame, faster than anything can be looked at. One leap alone is none. */
export const useHurry = (virtual: Virtualizer<HTMLDivElement, Element>): boolean => {
  const [hurried, setHurried] = useState(false);
  useEffect(() => {
    const room = virtual.scrollElement;
    if (room === null) return undefined;
    let last = virtual.scrollOffset ?? 0;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const calmDown = (): void => {
      timer = null;
      startTransition(() => setHurried(false));
    };
    const move = (): void => {
      // as the list measured it: to ask the element would have it laid out in between
      const [offset, height] = [virtual.scrollOffset ?? 0, virtual.scrollRect?.height ?? 0];
      const by = Math.abs(offset - last);
      last = offset;
      if (by < height / 2) return;
      if (timer !== null) {
        setHurried(true);
        clearTimeout(timer);
      }
      timer = setTimeout(calmDown, rest);
    };
    room.addEventListener('scroll', move, { passive: true });
    return () => {
      room.removeEventListener('scroll', move);
      if (timer !== null) clearTimeout(timer);
    };
  }, [virtual, virtual.scrollElement]);
  return hurried;
};
