import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, catalogue } from '../../../native-models/catalogue/index.ts';
import type { Handlers } from '../../contract/calls.ts';
import { clearNetworkLog, networkLog } from '../../store/network-log.ts';
import type { HostParts } from './parts.ts';

type Names = Extract<keyof Handlers, 'catalogue.list' | `downloads.${string}` | `hub.${string}` | `network.${string}`>;

/** The calls about what comes from outside. */
export const networkHandlers = ({
  context: { db, home },
  network,
  downloads,
}: Pick<HostParts, 'context' | 'network' | 'downloads'>): Pick<Handlers, Names> => ({
  'catalogue.list': async () =>
    catalogue().map((entry) => ({ ...entry, bytes: bytesOf(entry), installed: existsSync(join(home.models, entry.id)) })),
  'downloads.start': ({ from, licence }) => downloads.start(from, licence),
  'downloads.list': async () => downloads.list(),
  'downloads.pause': async (id) => {
    await downloads.pause(id);
    return null;
  },
  'downloads.resume': async (id) => {
    downloads.resume(id);
    return null;
  },
  'downloads.cancel': async (id) => {
    await downloads.cancel(id);
    return null;
  },
  'hub.get': () => network.hub(),
  'hub.setToken': (token) => network.setToken(token),
  'network.log': async ({ limit }) => networkLog(db, limit),
  'network.clear': async () => {
    clearNetworkLog(db);
    return null;
  },
});
