import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { type Disk, syncFolder, writeDurably } from '../library/durable-write.ts';
import { type FetchParts, fetchFile } from './fetch-file.ts';
import type { Journal, PlannedFile, Staging } from './journal.ts';
import { planDownload } from './plan.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

export type ModelWatch = Readonly<{
  signal: AbortSignal;
  onStage: (stage: 'asking' | 'fetching' | 'checking', file: string | null) => void;
  /** Bytes of the whole model on disk. */
  onBytes: (bytes: number) => void;
  /** Keeps what has to outlive the process, and answers it. */
  keep: (change: Partial<Journal>) => Promise<Journal>;
}>;

export type Places = Readonly<{ models: string; staging: Staging }>;

/** Left free for the rest of the system. */
const spare = 256 * 2 ** 20;

const sizeOf = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.size ?? null;

export const total = (files: readonly PlannedFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Bytes of each file that are on disk already. */
export const bytesThere = ({ id, plan }: Journal, staging: Staging): ReadonlyMap<string, number> => {
  const model = staging.model(id);
  return new Map(
    plan?.files.map(({ path, as, bytes }) => [path, Math.min(bytes, sizeOf(join(model, as)) ?? sizeOf(join(model, `${as}.part`)) ?? 0)]),
  );
};

export const alreadyThere = (id: string, place: string): Failure =>
  new Failure({
    code: 'not-allowed',
    message: sentence('download.have-it', { id, place }),
    what: id,
  });

/** The free space that the rest needs has to be there before the first byte comes. */
const assertRoom = async ({ name }: Journal, missing: number, models: string, disk: Disk): Promise<void> => {
  const free = await disk.free(models);
  if (missing + spare <= free) return;
  throw new Failure({
    code: 'disk-full',
    message: sentence('download.no-room', { name, missing: { bytes: missing + spare }, models, free: { bytes: free } }),
    what: models,
  });
};

const foldersBelow = async (root: string): Promise<string[]> => {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  return [...entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name)), root];
};

/** All of it under its name in one step, with a note of where it came from. */
const putInPlace = async ({ id, repository, revision, licence, plan }: Journal, { models, staging }: Places, disk: Disk): Promise<void> => {
  const model = staging.model(id);
  const files = plan?.files.map(({ path, as, bytes, sha256 }) => ({ path, as, bytes, sha256 })) ?? [];
  const note = { repository, revision, commit: plan?.commit ?? null, licence, files };
  await writeDurably(join(model, '.download.json'), Buffer.from(`${JSON.stringify(note, null, 2)}\n`), disk);
  for (const folder of await foldersBelow(model)) await syncFolder(folder, disk);
  const place = join(models, id);
  if (sizeOf(place) !== null) throw alreadyThere(id, place);
  await disk.rename(model, place);
  await syncFolder(models, disk);
};

/** Fetches what is missing of a model and puts it in its place: all of it, checked, or nothing. Throws as `fetchFile`, or where there is no room. */
export const fetchModel = async (begun: Journal, places: Places, parts: FetchParts, watch: ModelWatch): Promise<void> => {
  const { signal, onStage, onBytes, keep } = watch;
  if (begun.plan === null) onStage('asking', null);
  let journal = begun.plan === null ? await keep({ plan: await planDownload(parts.hub, begun, signal) }) : begun;
  const have = new Map(bytesThere(journal, places.staging));
  const sum = (): number => [...have.values()].reduce((whole, bytes) => whole + bytes, 0);
  onBytes(sum());
  const files = journal.plan?.files ?? [];
  const commit = journal.plan?.commit ?? '';
  await assertRoom(journal, total(files) - sum(), places.models, parts.disk);
  const keepFile = async (path: string, change: Partial<PlannedFile>): Promise<void> => {
    const now = journal.plan?.files.map((file) => (file.path === path ? { ...file, ...change } : file)) ?? [];
    journal = await keep({ plan: { commit, files: now } });
  };
  for (const { path, as, bytes, digest, etag } of files) {
    const target = join(places.staging.model(journal.id), ...as.split('/'));
    if (sizeOf(target) !== null) continue;
    onStage('fetching', path);
    const { sha256 } = await fetchFile({ repository: journal.repository, commit, path, bytes, digest }, target, parts, {
      signal,
      etag,
      onBytes: (now) => {
        have.set(path, now);
        onBytes(sum());
      },
      onChecking: () => onStage('checking', path),
      onEtag: (name) => keepFile(path, { etag: name }),
    });
    await keepFile(path, { sha256 });
  }
  signal.throwIfAborted();
  onStage('checking', null);
  await putInPlace(journal, places, parts.disk);
};
