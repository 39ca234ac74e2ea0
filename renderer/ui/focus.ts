/** Where the focus is nobody's: on the page itself, or inside of something that goes away. */
const isLost = (element: Element | null): boolean =>
  element === null || element === document.body || element.closest('[role=dialog], [role=menu]') !== null;

/** Remembers what has the focus; the function gives it back, or to the screen where that is gone, unless somebody took it meanwhile. */
export const rememberFocus = (): (() => void) => {
  const before = document.activeElement;
  return () => {
    if (!isLost(document.activeElement)) return;
    const back = before instanceof HTMLElement && before.isConnected && !isLost(before) ? before : document.getElementById('main');
    back?.focus({ preventScroll: true });
  };
};
