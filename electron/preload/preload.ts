import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { StudioBridge } from '../contract/events.ts';
import { channels } from '../main/channels.ts';
import { imageScheme } from '../main/origins.ts';

/** Filled in by the build from `contract/`, so that the names are declared once and zod stays out of the window's door. */
declare const CALL_NAMES: readonly string[];
declare const EVENT_NAMES: readonly string[];

const bridge: StudioBridge = {
  kind: 'desktop',
  invoke: async (name, input) => {
    if (!CALL_NAMES.includes(name)) throw new Error(`there is no call ${name}`);
    return ipcRenderer.invoke(channels.call, name, input);
  },
  subscribe: (name, listener) => {
    if (!EVENT_NAMES.includes(name)) throw new Error(`there is no event ${name}`);
    const hear = (_event: IpcRendererEvent, heard: string, payload: unknown): void => {
      if (heard === name) listener(payload);
    };
    ipcRenderer.on(channels.event, hear);
    return () => {
      ipcRenderer.off(channels.event, hear);
    };
  },
  imageUrl: (id, size) => `${imageScheme}://picture/${id}?size=${size}`,
  sourceUrl: (sha256) => `${imageScheme}://source/${sha256}`,
  modelImageUrl: (id) => `${imageScheme}://model/${id}`,
  previewUrl: (job, n) => `${imageScheme}://preview/${job}?n=${n}`,
};

contextBridge.exposeInMainWorld('studio', bridge);
