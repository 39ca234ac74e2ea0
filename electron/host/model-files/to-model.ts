import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ModelReport } from '../../contract/engine.ts';
import type { Model, ModelChoices, ModelFile } from '../../contract/records.ts';
import { folderName } from '../../../native-models/sessions/hub-cache.ts';
import { slugOf } from '../library/file-name.ts';
import type { FileReport } from './file-report.ts';
import { baseOf, type Found } from './scan.ts';
import type { Words } from '../../../native-models/words/sentence.ts';

const nameAt = (path: string): string => {
  const isFile = baseOf(path) !== path;
  return isFile ? baseOf(basename(path)) : folderName(path);
};

/** Built-in models are named by their folder; two others may have the same name, so a piece of their place tells them apart. */
export const idOf = (path: string, builtIn: boolean): string => {
  const slug = slugOf(nameAt(path));
  return builtIn ? slug : `${slug}-${createHash('sha256').update(path).digest('hex').slice(0, 6)}`;
};

/** What is said of a model that cannot be looked at, so that a person sees what is wrong with it. */
export const brokenReport = (path: string, problem: Words): ModelReport => ({
  name: nameAt(path),
  family: 'unknown',
  predicts: 'epsilon',
  edits: false,
  licence: null,
  about: null,
  examples: [],
  components: [],
  sizes: { multiple: 8, point: 8, min: 64, max: 1024, fixed: null },
  defaults: { width: 512, height: 512, steps: 20, guidance: 7.5, sampler: 'euler@1', schedule: 'model@1', prior: null },
  warnings: [],
  problems: [problem],
});

/** What the host knows of a model beside what the engine says of it. */
export type Known = Readonly<{
  path: string;
  builtIn: boolean;
  choices: ModelChoices;
  hash: string | null;
  bytes: number;
  /** What a lone file's own header says. */
  file: FileReport | null;
  pictured: boolean;
}>;

const lacksOf = (report: ModelReport): Model['lacks'] => {
  const has = (role: string): boolean => report.components.some((component) => component.role === role);
  if (!has('denoiser')) return [];
  return [...(has('vae-decoder') ? [] : (['vae'] as const)), ...(has('text-encoder') ? [] : (['textEncoders'] as const))];
};

export const toModel = (report: ModelReport, { path, builtIn, choices, hash, bytes, file, pictured }: Known): Model => {
  const { fixed, multiple, point, min, max } = report.sizes;
  const precision = file?.precision ?? report.components.find((component) => component.role === 'denoiser')?.dtype ?? 'unknown';
  return {
    id: idOf(path, builtIn),
    name: report.name,
    family: report.family,
    predicts: report.predicts,
    edits: report.edits,
    builtIn,
    folder: path,
    licence: report.licence ?? file?.licence ?? null,
    description: report.about ?? file?.description ?? null,
    bytes,
    hash,
    precision,
    components: report.components.map(({ dtype, ...component }) => ({ ...component, precision: dtype })),
    sizes: fixed === null ? { kind: 'free', multiple, min, max } : { kind: 'fixed', list: [[fixed.width, fixed.height]] },
    point,
    defaults: {
      ...report.defaults,
      sampler: { id: report.defaults.sampler, options: {} },
      schedule: { id: report.defaults.schedule, options: {} },
    },
    examples: report.examples,
    lacks: lacksOf(report),
    choices,
    pictured,
    problems: report.problems,
    warnings: report.warnings,
  };
};

export const toModelFile = (
  { path, picture }: Found,
  kind: ModelFile['kind'],
  { thumbnail, problem, kind: _kind, ...said }: FileReport,
  { builtIn, bytes, hash }: Readonly<{ builtIn: boolean; bytes: number; hash: string | null }>,
): ModelFile => ({
  ...said,
  id: idOf(path, builtIn),
  kind,
  builtIn,
  name: baseOf(basename(path)),
  file: path,
  bytes,
  hash,
  pictured: picture !== null || thumbnail,
  problems: problem === null ? [] : [problem],
});
