import { IconDownload, IconPlugOff, IconWorld } from '@tabler/icons-react';
import { keys } from '../api/queries.ts';
import { always, type Command } from './command.ts';
import { whenThere } from './when-there.ts';

export const getModels: Command = {
  id: 'getModels',
  label: 'command.getModels',
  group: 'go',
  icon: IconDownload,
  keys: [],
  when: always,
  run: ({ layout }) => layout.getState().goModels('catalogue'),
};

export const offline: Command = {
  id: 'offline',
  label: 'command.offline',
  group: 'window',
  icon: IconPlugOff,
  keys: [],
  when: always,
  run: async ({ client, cache, queries, say, t }) => {
    const settings = await cache.ensureQueryData(queries.settings);
    const kept = await client.invoke('settings.set', { offline: !settings.offline });
    cache.setQueryData(keys.settings, kept);
    say.info(t(kept.offline ? 'network.nowOffline' : 'network.nowOnline'));
  },
};

/** The network part's id in the page, so that a command can bring it into sight. */
export const networkId = 'network-settings';

export const networkLog: Command = {
  id: 'networkLog',
  label: 'command.networkLog',
  group: 'go',
  icon: IconWorld,
  keys: [],
  when: always,
  run: ({ layout }) => {
    layout.getState().go('settings');
    whenThere(`#${networkId}`, (part) => part.scrollIntoView());
  },
};
