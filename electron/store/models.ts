import { z } from 'zod';
import { ModelReport } from '../contract/engine.ts';
import { ModelChoices } from '../contract/records.ts';
import type { Store } from './open.ts';
import { json } from './rows.ts';
import { all, first, run, sql } from './sql.ts';

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

/** Sizes that files of this content had wherever they lay: a file of another size is not worth reading. */
export const sizesOfContent = (db: Store, sha256: string): readonly number[] =>
  z
    .array(z.object({ bytes: z.int() }))
    .parse(all(db, sql`SELECT DISTINCT bytes FROM model_files WHERE sha256 = ${sha256}`))
    .map(({ bytes }) => bytes);

/** What was read in the header of a file, while `fingerprint` is still the same; null where it has to be read. */
export const knownFileReport = (db: Store, path: string, fingerprint: string): unknown => {
  const row = first(db, sql`SELECT report FROM file_reports WHERE path = ${path} AND fingerprint = ${fingerprint}`);
  return row === undefined ? null : z.object({ report: json }).parse(row).report;
};

export const keepFileReport = (db: Store, path: string, fingerprint: string, report: unknown): void => {
  run(db, sql`INSERT OR REPLACE INTO file_reports (path, fingerprint, report) VALUES (${path}, ${fingerprint}, ${JSON.stringify(report)})`);
};

/** What a person said of the model at `path`. */
export const choicesOf = (db: Store, path: string): ModelChoices => {
  const row = first(db, sql`SELECT choices FROM model_choices WHERE path = ${path}`);
  const none = ModelChoices.parse({});
  // a choice that this program does not know any more is none
  return row === undefined ? none : z.object({ choices: json.pipe(ModelChoices.catch(none)) }).parse(row).choices;
};

export const keepChoices = (db: Store, path: string, choices: ModelChoices): void => {
  run(db, sql`INSERT OR REPLACE INTO model_choices (path, choices) VALUES (${path}, ${JSON.stringify(choices)})`);
};
