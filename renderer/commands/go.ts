import { IconBox, IconBrush, IconHistory, IconLayoutGrid, IconMoon, IconReload, IconSettings, IconSun } from '@tabler/icons-react';
import type { View } from '../state/layout.ts';
import { always, type Command } from './command.ts';
import { keys as queryKeys } from '../api/queries.ts';

const goTo = (view: View, label: Command['label'], icon: Command['icon'], key: string): Command => ({
  id: `go.${view}`,
  label,
  group: 'go',
  icon,
  keys: [key],
  when: always,
  run: ({ layout }) => {
    if (view === 'library' && layout.getState().view === 'library') layout.getState().open(null);
    layout.getState().go(view);
  },
});

export const places: readonly (Command & Readonly<{ view: View }>)[] = [
  { ...goTo('studio', 'command.goStudio', IconBrush, '1'), view: 'studio' },
  { ...goTo('library', 'command.goLibrary', IconLayoutGrid, '2'), view: 'library' },
  { ...goTo('history', 'command.goHistory', IconHistory, '3'), view: 'history' },
  { ...goTo('models', 'command.goModels', IconBox, '4'), view: 'models' },
  { ...goTo('settings', 'command.goSettings', IconSettings, '5'), view: 'settings' },
];

const theme = (id: 'light' | 'dark', icon: Command['icon']): Command => ({
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
export const themes: readonly Command[] = [theme('light', IconSun), theme('dark', IconMoon)];

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
