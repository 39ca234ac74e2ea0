import type { StudioBridge } from '../../electron/contract/events.ts';

declare global {
  interface Window {
    /** Put there by preload; absent in a browser that `serve` talks to. */
    readonly studio?: StudioBridge;
  }
}
