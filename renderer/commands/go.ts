import {
  IconArrowForward,
  IconBox,
  IconBrush,
  IconCommand,
  IconCpu,
  IconHistory,
  IconLayoutGrid,
  IconMoon,
  IconReload,
  IconSettings,
  IconSun,
  IconSunMoon,
  IconTable,
} from '@tabler/icons-react';
import { openPalette } from '../features/shell/palette-store.ts';
import type { View } from '../state/layout.ts';
import { always, type Command } from './command.ts';
import { keys as queryKeys } from '../api/queries.ts';
import { isShown } from '../ui/focus.ts';
import { isWritten, takesText } from './keys.ts';

const goTo = (view: View, label: Command['label'], icon: Command['icon'], key: string): Command => ({
  id: `go.${view}`,
  label,
  group: 'go',
  icon,
  keys: [key],
  when: always,
  run: ({ layout }) => {
    if (view === 'library' && layout.getState().view === 'library') {
      layout.getState().open(null);
      layout.getState().setDuplicates(false);
    }
    if (view === 'grids' && layout.getState().view === 'grids') layout.getState().openGrid(null);
    layout.getState().go(view);
  },
});

export const places: readonly (Command & Readonly<{ view: View }>)[] = [
  { ...goTo('studio', 'command.goStudio', IconBrush, '1'), view: 'studio' },
  { ...goTo('library', 'command.goLibrary', IconLayoutGrid, '2'), view: 'library' },
  { ...goTo('grids', 'command.goGrids', IconTable, '3'), view: 'grids' },
  { ...goTo('history', 'command.goHistory', IconHistory, '4'), view: 'history' },
  { ...goTo('models', 'command.goModels', IconBox, '5'), view: 'models' },
  { ...goTo('devices', 'command.goDevices', IconCpu, '6'), view: 'devices' },
  { ...goTo('settings', 'command.goSettings', IconSettings, '7'), view: 'settings' },
];

/** In the page, so that a command can put the focus on its current picture. */
export const stripId = 'strip';

const inDialog = (element: Element): boolean => element.closest('[role=dialog]') !== null;

/** From a field that is written in to the pictures, where plain keys are commands. */
export const leaveField: Command = {
  id: 'leaveField',
  label: 'command.leaveField',
  group: 'go',
  icon: IconArrowForward,
  keys: ['Escape'],
  when: () => document.activeElement !== null && isWritten(document.activeElement) && !inDialog(document.activeElement),
  run: () => {
    const pictures = document.querySelectorAll<HTMLElement>(`#${stripId} [aria-current=true], [role=grid] [data-id][tabindex="0"], #main`);
    const shown = [...pictures].filter(isShown);
    // the page itself comes first in it
    (shown[1] ?? shown[0])?.focus({ preventScroll: true });
  },
};

/** The same from a switch, a slider or a choice, after everything else that Escape ends. */
export const leaveControl: Command = {
  ...leaveField,
  id: 'leaveControl',
  label: 'command.leaveControl',
  when: () => document.activeElement !== null && takesText(document.activeElement) && !inDialog(document.activeElement),
};

const theme = (id: 'light' | 'dark' | 'system', icon: Command['icon']): Command => ({
  id: `theme.${id}`,
  label: `command.${id}`,
  group: 'window',
  icon,
  keys: [],
  when: always,
  run: async ({ client, cache }) => {
    cache.setQueryData(queryKeys.settings, await client.invoke('settings.set', { theme: id }));
  },
});
export const themes: readonly Command[] = [theme('light', IconSun), theme('dark', IconMoon), theme('system', IconSunMoon)];

export const testDevices: Command = {
  id: 'devices.test',
  label: 'command.testDevices',
  group: 'window',
  icon: IconCpu,
  keys: [],
  when: always,
  run: async ({ client, cache }) => {
    const { devices } = await client.invoke('devices.list', null);
    // one after the other: two tests at once would slow each other
    for (const { id, state } of devices) {
      if (id !== 'cpu' && state !== 'absent') cache.setQueryData(queryKeys.devices, await client.invoke('devices.test', id));
    }
  },
};

export const palette: Command = {
  id: 'palette',
  label: 'command.palette',
  group: 'window',
  icon: IconCommand,
  // where people look for help
  keys: ['mod+K', 'F1', 'Shift+?'],
  when: always,
  run: openPalette,
};

export const rescan: Command = {
  id: 'rescan',
  label: 'command.rescan',
  group: 'window',
  icon: IconReload,
  keys: [],
  when: always,
  run: async ({ client, cache }) => {
    cache.setQueryData(queryKeys.models, await client.invoke('models.rescan', null));
  },
};
