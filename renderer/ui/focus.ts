import { type RefObject, useEffect, useLayoutEffect } from 'react';

const main = (): HTMLElement | null => document.getElementById('main');

/** It is not folded away, nor on a screen that is kept behind another one. */
export const isShown = (element: Element): boolean => element.closest('[data-kept], [hidden], [style*="display: none"]') === null;

/** Where the focus is nobody's: on the page itself, or inside of something that goes away or is gone. */
export const isLost = (element: Element | null): boolean =>
  element === null ||
  element === document.body ||
  element === main() ||
  element.closest('[role=dialog], [role=menu]') !== null ||
  !isShown(element);

let modals = 0;

/** Counts a dialog over everything for as long as it is open; the function takes it back. */
export const beModal = (): (() => void) => {
  modals++;
  return () => {
    modals--;
  };
};

/** A dialog is over everything: what lies behind it takes no keys, wherever the focus is. */
export const isBehindDialog = (): boolean => modals > 0;

/** Remembers what has the focus; the function gives it back, or to the screen where that is gone, unless somebody took it meanwhile. */
export const rememberFocus = (): (() => void) => {
  const before = document.activeElement;
  return () => {
    if (!isLost(document.activeElement)) return;
    const back = before instanceof HTMLElement && before.isConnected && !isLost(before) ? before : main();
    back?.focus({ preventScroll: true });
  };
};

/** What had the focus before something opened has it again, whether that is closed or taken away, with an animation or without. */
export const useFocusBack = (opened: boolean): void => {
  useLayoutEffect(() => {
    if (!opened) return;
    const giveBack = rememberFocus();
    // once what was open no longer holds it
    return () => void setTimeout(giveBack);
  }, [opened]);
};

/** What comes in the place of what had the focus takes it, so that Tab goes on from here. */
export const useInheritedFocus = (ref: RefObject<HTMLElement | null>): void => {
  useEffect(() => {
    if (isLost(document.activeElement)) ref.current?.focus({ preventScroll: true });
  }, [ref]);
};
