import { type ComponentType, lazy } from 'react';
import { type View, views } from '../../state/layout.ts';
import { whenIdle } from '../../when-idle.ts';
import { StudioView } from './StudioView.tsx';

/** The studio is what a window begins with; the code of the rest is read afterwards. */
const loads = {
  library: async () => (await import('../gallery/Library.tsx')).Library,
  grids: async () => (await import('../grid/Grids.tsx')).Grids,
  history: async () => (await import('../history/History.tsx')).History,
  models: async () => (await import('../models/Models.tsx')).Models,
  devices: async () => (await import('../devices/Devices.tsx')).Devices,
  settings: async () => (await import('../settings/Settings.tsx')).Settings,
} as const;

const lazily = (load: () => Promise<ComponentType>) => lazy(async () => ({ default: await load() }));

export const screens: Readonly<Record<View, ComponentType>> = {
  studio: StudioView,
  library: lazily(loads.library),
  grids: lazily(loads.grids),
  history: lazily(loads.history),
  models: lazily(loads.models),
  devices: lazily(loads.devices),
  settings: lazily(loads.settings),
};

/** Reads the code of every screen, one in each pause, so that none is waited for later, and tells of each. */
export const readScreens = (told: (view: View) => void): (() => void) => {
  let stop = (): void => undefined;
  const next = ([first, ...rest]: readonly (keyof typeof loads)[]): void => {
    if (first === undefined) return;
    // what cannot be read now is read, or told, when it is gone to
    stop = whenIdle(
      () =>
        void loads[first]().then(
          () => {
            told(first);
            next(rest);
          },
          () => undefined,
        ),
    );
  };
  next(views.filter((view) => view !== 'studio'));
  return () => stop();
};
