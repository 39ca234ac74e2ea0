import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DownloadId, Repository, Revision } from '../../../native-models/catalogue/entry.ts';
import { DownloadFrom } from '../../contract/downloads.ts';
import { AppError } from '../../contract/result.ts';
import { type Disk, readIfThere, writeDurably } from '../library/durable-write.ts';

const PlannedFile = z.strictObject({
  /** In the repository. */
  path: z.string(),
  /** In the model's folder. */
  as: z.string(),
  bytes: z.int().min(0),
  digest: z.strictObject({ kind: z.enum(['sha256', 'git']), value: z.string() }).nullable(),
  /** What a finished file hashed to. */
  sha256: z.string().nullable(),
  etag: z.string().nullable(),
});
export type PlannedFile = z.output<typeof PlannedFile>;

/** What has to outlive the process: kept beside the pieces of the download, whose sizes say how far it is. */
export const Journal = z.strictObject({
  id: DownloadId,
  name: z.string(),
  from: DownloadFrom,
  repository: Repository,
  revision: Revision,
  /** The licence that the user agreed to. */
  licence: z.string().nullable(),
  /** What the hub said there is; null until it was asked. */
  plan: z.strictObject({ commit: z.string(), files: z.array(PlannedFile) }).nullable(),
  state: z.enum(['going', 'paused', 'failed']),
  error: AppError.nullable(),
  createdAt: z.number(),
});
export type Journal = z.output<typeof Journal>;

const journalName = 'download.json';
const modelName = 'model';

/** Where downloads in the making lie: hidden, in the folder that will hold the model, so that the last step is one rename. */
export type Staging = Readonly<{
  folder: (id: string) => string;
  /** The model's folder as far as it has come. */
  model: (id: string) => string;
  lock: (id: string) => string;
  write: (journal: Journal) => Promise<void>;
  /** Every download that was begun and not ended. What cannot be read is left out. */
  all: () => Promise<Journal[]>;
  remove: (id: string) => Promise<void>;
}>;

export const openStaging = (models: string, disk: Disk): Staging => {
  const root = join(models, '.downloads');
  const folder = (id: string): string => join(root, id);
  const read = async (id: string): Promise<Journal[]> => {
    const bytes = await readIfThere(join(folder(id), journalName));
    if (bytes === null) return [];
    try {
      const journal = Journal.parse(JSON.parse(bytes.toString('utf8')));
      return journal.id === id ? [journal] : [];
    } catch {
      return [];
    }
  };
  return {
    folder,
    model: (id) => join(folder(id), modelName),
    lock: (id) => join(folder(id), 'lock.sqlite'),
    write: (journal) => writeDurably(join(folder(journal.id), journalName), Buffer.from(`${JSON.stringify(journal, null, 2)}\n`), disk),
    all: async () => {
      const names = await readdir(root).catch(() => []);
      const journals = await Promise.all(names.filter((name) => DownloadId.safeParse(name).success).map(read));
      return journals.flat().toSorted((a, b) => a.createdAt - b.createdAt);
    },
    remove: (id) => rm(folder(id), { recursive: true, force: true, maxRetries: 3 }),
  };
};
