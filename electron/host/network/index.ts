import { join } from 'node:path';
import type { Hub } from '../../contract/downloads.ts';
import type { Context } from '../context.ts';
import { createHubClient, type HubClient } from '../downloads/hub.ts';
import type { SettingsFile } from '../settings.ts';
import { hubOf, isPrivateLine } from './address.ts';
import { createDoor, type Door } from './door.ts';
import { createTokenKeeper, type KeyStore } from './token.ts';

export type NetworkOptions = Readonly<{
  env: NodeJS.ProcessEnv;
  keyStore: KeyStore | null;
  /** A mirror for this run, over the settings'. */
  hub: string | null;
  /** Milliseconds without a byte after which a line counts as dead. */
  stall: number;
  /** Milliseconds before the n-th try of a file. */
  pause: (attempt: number) => number;
}>;

export const usualNetwork: NetworkOptions = {
  env: process.env,
  keyStore: null,
  hub: null,
  stall: 30_000,
  pause: (attempt) => Math.min(30_000, 1_000 * 2 ** (attempt - 1)),
};

/** The door, and the hub behind it with the token that belongs to it. */
export type Network = Readonly<{
  door: Door;
  client: HubClient;
  hub: () => Promise<Hub>;
  setToken: (token: string | null) => Promise<Hub>;
}>;

export const createNetwork = (context: Context, settings: SettingsFile, { env, keyStore, hub: mirror, stall }: NetworkOptions): Network => {
  const door = createDoor(context, settings.get, { stall, env });
  const keeper = createTokenKeeper(join(context.home.data, 'hub-token.json'), keyStore, env);
  const address = (): string => hubOf(mirror ?? settings.get().hub, env);
  const hub = async (): Promise<Hub> => ({ address: address(), token: await keeper.kept(new URL(address()).origin) });
  const access = async () => {
    const url = new URL(address());
    return { address: address(), secret: isPrivateLine(url) ? await keeper.read(url.origin) : null };
  };
  return {
    door,
    client: createHubClient(door, access),
    hub,
    setToken: async (token) => {
      await keeper.keep(new URL(address()).origin, token);
      return hub();
    },
  };
};
