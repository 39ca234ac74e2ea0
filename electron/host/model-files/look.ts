import { dirname } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { EngineModel, ModelReport } from '../../contract/engine.ts';
import type { Model, ModelChoices, ModelFile } from '../../contract/records.ts';
import { choicesOf, keepReport, knownReport } from '../../store/models.ts';
import type { Store } from '../../store/open.ts';
import type { Inspector } from './inspector.ts';
import { createPatience, inTime, TooLong } from './patience.ts';
import { type FileReport, clipReportOf, reportOf, unread } from './file-report.ts';
import { modelFiles } from './files.ts';
import { fingerprintOf } from './fingerprint.ts';
import { rememberedHash } from './hash.ts';
import type { Found } from './scan.ts';
import { brokenReport, idOf, toModel, toModelFile } from './to-model.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** What was wrong with a model in this state. It may lie in the machine of the moment, so it is never on the disk, and a person can ask again. */
type Troubled = Readonly<{ fingerprint: string; report: ModelReport }>;

export type Looking = Readonly<{
  db: Store;
  inspector: Pick<Inspector, 'inspect'>;
  engineVersion: string;
  troubled: Map<string, Troubled>;
}>;

/** Counts up when a report says something else of the same model. */
const reader = 1;

/** Milliseconds for one answer of a disk. */
const limit = 20_000;

/** Everything in the model folders, and where each thing lies by its id. */
export type Shelf = Readonly<{ models: Model[]; files: ModelFile[]; found: ReadonlyMap<string, Found> }>;

type Seen = Readonly<{ found: Found; builtIn: boolean; report: FileReport | null }>;

/** What a lone file is for the list: a model, or what its contents or else its folder says. */
const kindOf = ({ found, report }: Seen): ModelFile['kind'] | 'model' => {
  if (report?.kind === 'clip') return 'clip';
  if (found.kind === 'folder' || report === null || report.kind === 'checkpoint') return 'model';
  if (report.kind !== 'unknown') return report.kind;
  return found.promised === null || found.promised === 'checkpoint' ? 'model' : found.promised;
};

const bytesOf = async (path: string): Promise<number> =>
  (await modelFiles(path).catch(() => [])).reduce((sum, { bytes }) => sum + bytes, 0);

/** The model as the engine is told of it. A chosen part that is not there any more is an id without a place. */
export const engineModelOf = (path: string, choices: ModelChoices, found: Shelf['found']): EngineModel => {
  const placeOf = (id: string | null): string | null => (id === null ? null : (found.get(id)?.path ?? id));
  return {
    path,
    vae: placeOf(choices.vae),
    textEncoders: placeOf(choices.textEncoders),
    previewDecoder: placeOf(choices.previewDecoder),
    family: choices.family,
    predicts: choices.predicts,
  };
};

const inspect = async ({ inspector }: Looking, model: EngineModel): Promise<ModelReport> => {
  try {
    return await inspector.inspect(model);
  } catch (error) {
    // an engine that does not start is no fault of the model
    if (!(error instanceof Failure) || error.error.code === 'engine-died') throw error;
    return brokenReport(model.path, error.error.message);
  }
};

const lookAtModel = async (
  looking: Looking,
  { found: { path, picture }, builtIn, report: file }: Seen,
  found: Shelf['found'],
): Promise<Model> => {
  const { db, engineVersion, troubled } = looking;
  const choices = choicesOf(db, path);
  const known = {
    path,
    builtIn,
    choices,
    hash: await inTime(rememberedHash(db, path), limit),
    bytes: await inTime(bytesOf(path), limit),
    file,
  };
  const model = (report: ModelReport): Model => toModel(report, { ...known, pictured: picture !== null || file?.thumbnail === true });
  if (file !== null && file.problem !== null) return model(brokenReport(path, file.problem));
  const asked = engineModelOf(path, choices, found);
  const fingerprint = `${reader} ${engineVersion} ${JSON.stringify(asked)} ${await inTime(fingerprintOf(path), limit)}`;
  const kept = knownReport(db, path, fingerprint);
  if (kept !== null) return model(kept);
  const before = troubled.get(path);
  if (before?.fingerprint === fingerprint) return model(before.report);
  const report = await inspect(looking, asked);
  if (report.problems.length === 0) keepReport(db, path, fingerprint, report);
  else troubled.set(path, { fingerprint, report });
  return model(report);
};

const noAnswer = (path: string): Words => sentence('look.disk', { path });

/** A model whose disk does not answer is listed with that as its problem. */
const lookInTime = async (looking: Looking, seen: Seen, found: Shelf['found']): Promise<Model> => {
  const { path, picture } = seen.found;
  try {
    return await lookAtModel(looking, seen, found);
  } catch (error) {
    if (!(error instanceof TooLong)) throw error;
    const known = { path, builtIn: seen.builtIn, choices: choicesOf(looking.db, path), hash: null, bytes: 0, file: seen.report };
    return toModel(brokenReport(path, noAnswer(path)), { ...known, pictured: picture !== null });
  }
};

/** Says what each of the things found is. Headers only; what has not changed since the last look is not opened. */
export const lookAt = async (looking: Looking, own: readonly Found[], others: readonly Found[]): Promise<Shelf> => {
  const seen: Seen[] = [];
  // a disk that did not answer for one file is not waited for again
  const patience = new Map<string, ReturnType<typeof createPatience>>();
  const reportInTime = async (path: string, report: typeof reportOf): Promise<FileReport | null> => {
    const wait = patience.get(dirname(path)) ?? createPatience(limit);
    patience.set(dirname(path), wait);
    try {
      return await wait(() => report(looking.db, path));
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      return unread(noAnswer(path));
    }
  };
  for (const [list, builtIn] of [
    [own, true],
    [others, false],
  ] as const) {
    for (const found of list) {
      const read = found.promised === 'clip' && found.kind === 'folder' ? clipReportOf : found.kind === 'file' ? reportOf : null;
      const report = read === null ? null : await reportInTime(found.path, read);
      // gone between the scan and the look
      if (read === null || report !== null) seen.push({ found, builtIn, report });
    }
  }
  const found = new Map(seen.map((one) => [idOf(one.found.path, one.builtIn), one.found]));
  const models = seen.filter((one) => kindOf(one) === 'model').map((one) => lookInTime(looking, one, found));
  const files = seen.map(async (one): Promise<readonly ModelFile[]> => {
    const kind = kindOf(one);
    if (kind === 'model' || one.report === null) return [];
    const { path } = one.found;
    const known = { builtIn: one.builtIn, bytes: await bytesOf(path), hash: await rememberedHash(looking.db, path) };
    return [toModelFile(one.found, kind, one.report, known)];
  });
  return { models: await Promise.all(models), files: (await Promise.all(files)).flat(), found };
};

/** A model by its path alone. */
export const lookAtOne = async (
  looking: Looking,
  path: string,
  kind: Found['kind'],
  found: Shelf['found'],
): Promise<Readonly<{ model: Model; found: Found }>> => {
  const one: Found = { path, kind, promised: null, picture: null };
  const report = kind === 'file' ? await reportOf(looking.db, path) : null;
  return { model: await lookAtModel(looking, { found: one, builtIn: false, report }, found), found: one };
};
