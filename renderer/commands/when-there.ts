/** Frames that a screen may take to appear. */
const patience = 120;

/** Does something with an element as soon as it is there: a screen that was gone to is drawn in its own time. */
export const whenThere = (find: () => HTMLElement | null, act: (element: HTMLElement) => void, left = patience): void => {
  requestAnimationFrame(() => {
    const element = find();
    if (element !== null) act(element);
    else if (left > 0) whenThere(find, act, left - 1);
  });
};
