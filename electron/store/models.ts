import { z } from 'zod';
import { ModelReport } from '../contract/engine.ts';
import type { Store } from './open.ts';
import { json } from './rows.ts';
import { first, run, sql } from './sql.ts';

/** What the engine said of a folder, while `fingerprint` (engine, names, sizes and times of its files) is still the same. */
export const knownReport = (db: Store, folder: string, fingerprint: string): ModelReport | null => {
  const row = first(db, sql`SELECT report FROM model_reports WHERE folder = ${folder} AND fingerprint = ${fingerprint}`);
  return row === undefined ? null : z.object({ report: json.pipe(ModelReport) }).parse(row).report;
};

export const keepReport = (db: Store, folder: string, fingerprint: string, report: ModelReport): void => {
  run(
    db,
    sql`INSERT OR REPLACE INTO model_reports (folder, fingerprint, report) VALUES (${folder}, ${fingerprint}, ${JSON.stringify(report)})`,
  );
};

export type FileState = Readonly<{ path: string; bytes: number; modifiedNs: string }>;

/** The hash of a file that has not changed since it was read. */
export const knownHash = (db: Store, { path, bytes, modifiedNs }: FileState): string | null => {
  const row = first(db, sql`SELECT sha256 FROM model_files WHERE path = ${path} AND bytes = ${bytes} AND modified_ns = ${modifiedNs}`);
  return row === undefined ? null : z.object({ sha256: z.string() }).parse(row).sha256;
};

export const keepHash = (db: Store, { path, bytes, modifiedNs }: FileState, sha256: string): void => {
  run(db, sql`INSERT OR REPLACE INTO model_files (path, bytes, modified_ns, sha256) VALUES (${path}, ${bytes}, ${modifiedNs}, ${sha256})`);
};
