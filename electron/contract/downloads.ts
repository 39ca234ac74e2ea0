import { z } from 'zod';
import { Words } from './words.ts';
import { CatalogueEntry, DownloadId, Repository, Revision } from '../../native-models/catalogue/entry.ts';
import { AppError } from './result.ts';

/** An entry, and whether its model is here already. */
export const Offer = z.strictObject({ ...CatalogueEntry.shape, installed: z.boolean(), bytes: z.int() });
export type Offer = z.output<typeof Offer>;

/** What to fetch: an entry of the catalogue, or any repository. */
export const DownloadFrom = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('catalogue'), id: DownloadId }),
  z.strictObject({
    kind: z.literal('repository'),
    repository: Repository,
    revision: Revision,
    /** One file of a repository that holds several checkpoints. */
    file: z.string().min(1).max(400).nullable(),
  }),
]);
export type DownloadFrom = z.output<typeof DownloadFrom>;

export const Download = z.strictObject({
  id: DownloadId,
  name: z.string(),
  repository: Repository,
  revision: Revision,
  /** `asking` the hub what there is, `fetching`, `checking` what has come. */
  state: z.enum(['waiting', 'asking', 'fetching', 'checking', 'paused', 'failed', 'done']),
  /** Bytes on disk, and of all files; the latter is null until the hub has said it. */
  bytes: z.int(),
  total: z.int().nullable(),
  /** The file that is on its way. */
  file: z.string().nullable(),
  /** Bytes a second, and milliseconds left; null where nothing moves. */
  speed: z.number().nullable(),
  left: z.number().nullable(),
  error: AppError.nullable(),
  createdAt: z.number(),
});
export type Download = z.output<typeof Download>;

/** One request that left this computer. Neither query nor headers are kept. */
export const NetworkEntry = z.strictObject({
  id: z.int(),
  at: z.number(),
  method: z.string(),
  host: z.string(),
  path: z.string(),
  /** Null while it runs, and where no answer came. */
  status: z.int().nullable(),
  /** Bytes of the answer that came in. */
  bytes: z.int(),
  milliseconds: z.number().nullable(),
  /** Why it failed, in one sentence. */
  problem: Words.nullable(),
  /** What asked for it. */
  reason: z.string(),
});
export type NetworkEntry = z.output<typeof NetworkEntry>;

/** Where models are fetched from. The token itself never leaves the host. */
export const Hub = z.strictObject({
  address: z.string(),
  /** Who keeps the access token. `file`: only you can read it, but it is not encrypted. `sealed`: by the desktop's key store, which cannot be opened here. */
  token: z.enum(['none', 'key-store', 'file', 'environment', 'sealed']),
});
export type Hub = z.output<typeof Hub>;
