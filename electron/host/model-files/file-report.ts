import { setImmediate as turn } from 'node:timers/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { describeClip } from '../../../native-models/clip/describe-clip.ts';
import { describeFile } from '../../../native-models/graphs/describe-file.ts';
import { PictureError } from '../../../native-models/pipelines/errors.ts';
import { ModelFile } from '../../contract/records.ts';
import { Words } from '../../contract/words.ts';
import { keepFileReport, knownFileReport } from '../../store/models.ts';
import type { Store } from '../../store/open.ts';
import { modelFiles } from './files.ts';
import { fingerprintOf } from './fingerprint.ts';
import { sentence } from '../../../native-models/words/sentence.ts';
import { plainText } from './plain-text.ts';

/** What the header of a `.safetensors` file says. `problem` is why it cannot be used. */
export const FileReport = z.object({
  ...ModelFile.pick({
    title: true,
    family: true,
    precision: true,
    author: true,
    licence: true,
    description: true,
    words: true,
    details: true,
  }).shape,
  kind: z.enum([...ModelFile.shape.kind.options, 'checkpoint', 'unknown']),
  thumbnail: z.boolean(),
  problem: Words.nullable(),
});
export type FileReport = z.output<typeof FileReport>;

/** Counts up when the reader says something else of the same file. */
const reader = 2;

const nothing: FileReport = {
  kind: 'unknown',
  title: null,
  family: 'unknown',
  precision: 'unknown',
  author: null,
  licence: null,
  description: null,
  words: [],
  details: { algorithms: [], rank: null, vectors: null },
  thumbnail: false,
  problem: null,
};

/** What is said of a file that could not be read. */
export const unread = (problem: Words): FileReport => ({ ...nothing, problem });

const kinds = { checkpoint: 'checkpoint', lora: 'lora', 'textual-inversion': 'inversion' } as const;

const read = (path: string): FileReport => {
  if (!path.toLowerCase().endsWith('.safetensors')) {
    const problem = sentence('file.pickle', { file: basename(path) });
    return unread(problem);
  }
  try {
    const said = describeFile(path);
    return {
      kind: said.kind === 'part' ? said.part : kinds[said.kind],
      title: said.title,
      family: said.kind === 'part' ? 'unknown' : said.family,
      precision: said.dtype,
      author: said.author,
      licence: said.licence,
      description: said.description === null ? null : plainText(said.description),
      words: [...said.triggerWords],
      details: {
        algorithms: said.kind === 'lora' ? [...said.algorithms] : [],
        rank: said.kind === 'lora' ? said.rank : null,
        vectors: said.kind === 'textual-inversion' ? said.vectors : null,
      },
      thumbnail: said.thumbnail !== null,
      problem: null,
    };
  } catch (error) {
    if (error instanceof PictureError) return unread(error.words);
    throw error;
  }
};

const kept = (db: Store, path: string, fingerprint: string): FileReport | null =>
  FileReport.nullable()
    .catch(null)
    .parse(knownFileReport(db, path, fingerprint));

/** What the folder of a CLIP holds, by headers alone; the same folder is not read again. Null where it has gone. */
export const clipReportOf = async (db: Store, path: string): Promise<FileReport | null> => {
  const fingerprint = `${reader} ${await fingerprintOf(path)}`;
  const before = kept(db, path, fingerprint);
  if (before !== null) return before;
  try {
    const { name, licence, about, dtype, dimensions, problems } = await describeClip(path);
    const details = { algorithms: [], rank: null, vectors: dimensions };
    const said = { title: name, licence, description: about, precision: dtype, details };
    const report: FileReport = { ...nothing, kind: 'clip', ...said, problem: problems[0] ?? null };
    keepFileReport(db, path, fingerprint, report);
    return report;
  } catch (error) {
    if (error instanceof PictureError) return { ...unread(error.words), kind: 'clip' };
    throw error;
  }
};

/** What a file of weights is, by its header alone; a file that has not changed since is not opened again. Null where it has gone. */
export const reportOf = async (db: Store, path: string): Promise<FileReport | null> => {
  const [state] = await modelFiles(path);
  if (state === undefined) return null;
  const fingerprint = `${reader} ${state.bytes} ${state.modifiedNs}`;
  const before = kept(db, path, fingerprint);
  if (before !== null) return before;
  const report = read(path);
  keepFileReport(db, path, fingerprint, report);
  // a folder of a thousand must not hold up everything else
  await turn();
  return report;
};
