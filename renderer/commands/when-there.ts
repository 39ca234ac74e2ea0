import { isShown } from '../ui/focus.ts';

/** Frames that a screen may take to appear. */
const patience = 120;

/** Does something with the first such element that can be seen, as soon as there is one: a screen that was gone to is drawn in its own time. */
export const whenThere = (selector: string, act: (element: HTMLElement) => void, left = patience): void => {
  requestAnimationFrame(() => {
    const element = [...document.querySelectorAll<HTMLElement>(selector)].find(isShown);
    if (element !== undefined) act(element);
    else if (left > 0) whenThere(selector, act, left - 1);
  });
};
