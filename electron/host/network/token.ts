import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Hub } from '../../contract/downloads.ts';
import { hubOf } from './address.ts';
import { readIfThere, temporaryName } from '../library/durable-write.ts';

/** The system's key store. */
export type KeyStore = Readonly<{ seal: (text: string) => Uint8Array; unseal: (sealed: Uint8Array) => string }>;

export type Secret = Readonly<{ origin: string; token: string }>;

/** Keeps the hub's access token: sealed by the key store where there is one, else in a file that only its owner can read. */
export type TokenKeeper = Readonly<{
  /** The token for this origin; null where none is kept, or it is kept for another. */
  read: (origin: string) => Promise<Secret | null>;
  kept: (origin: string) => Promise<Hub['token']>;
  keep: (origin: string, token: string | null) => Promise<void>;
}>;

// a token belongs to the address that it was entered for: a mirror that is set later does not get it
const Kept = z.union([
  z.strictObject({ origin: z.string(), sealed: z.base64() }),
  z.strictObject({ origin: z.string(), token: z.string() }),
]);

const writePrivately = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
};

export const createTokenKeeper = (path: string, keyStore: KeyStore | null, env: NodeJS.ProcessEnv): TokenKeeper => {
  const load = async (origin: string): Promise<z.output<typeof Kept> | null> => {
    const bytes = await readIfThere(path);
    if (bytes === null) return null;
    try {
      const kept = Kept.parse(JSON.parse(bytes.toString('utf8')));
      return kept.origin === origin ? kept : null;
    } catch {
      // a token that cannot be read is no token: the user enters it again
      return null;
    }
  };
  const open = (kept: z.output<typeof Kept>): string | null => {
    if ('token' in kept) return kept.token;
    try {
      return keyStore?.unseal(Buffer.from(kept.sealed, 'base64')) ?? null;
    } catch {
      return null;
    }
  };
  const fromEnvironment = (origin: string): string | null => {
    const token = env['HF_TOKEN'] ?? '';
    return token !== '' && origin === new URL(hubOf(null, env)).origin ? token : null;
  };
  return {
    read: async (origin) => {
      const kept = await load(origin);
      const token = fromEnvironment(origin) ?? (kept === null ? null : open(kept));
      return token === null ? null : { origin, token };
    },
    kept: async (origin) => {
      if (fromEnvironment(origin) !== null) return 'environment';
      const kept = await load(origin);
      if (kept === null) return 'none';
      if ('token' in kept) return 'file';
      return open(kept) === null ? 'sealed' : 'key-store';
    },
    keep: async (origin, token) => {
      if (token === null) return rm(path, { force: true });
      const kept = keyStore === null ? { origin, token } : { origin, sealed: Buffer.from(keyStore.seal(token)).toString('base64') };
      await writePrivately(path, `${JSON.stringify(kept)}\n`);
    },
  };
};
