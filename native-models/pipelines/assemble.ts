import { type Role, type RoleOf, roleOf } from '../sessions/roles.ts';
import type { TokenizerFiles } from '../tokenizers/files.ts';
import { channelProblem, complaintsAbout, incomplete, missingParts, typesOf } from './complaints.ts';
import { Extras, ModelIndex, readConfig } from './configs.ts';
import { defaultsOf } from './defaults.ts';
import type { ComponentRole, ModelDescription, Task } from './description.ts';
import { PictureError } from './errors.ts';
import { distillationOf, familyOf, predictionOf, usualScaling, usualScheduler } from './family.ts';
import type { ComponentSource, Json, ModelSource } from './model-source.ts';
import { sizesOf, trainedSize } from './sizes.ts';
import { type VaeScale, vaeScaleOf } from './vae-scale.ts';
import { type Words, sentence } from '../words/sentence.ts';

export type Part<R> = Readonly<{ source: ComponentSource; role: R }>;

/** A model whose parts are known and fit together. */
export type Parts = Readonly<{
  textEncoders: readonly Part<RoleOf<'text-encoder'>>[];
  tokenizers: readonly TokenizerFiles[];
  denoiser: Part<RoleOf<'denoiser'>>;
  vaeDecoder: Part<RoleOf<'vae-decoder'>>;
  vaeEncoder: Part<RoleOf<'vae-encoder'>> | null;
  vae: VaeScale;
  scheduler: Json;
  /** SDXL: an empty negative prompt stands for zeros, not for the encoding of nothing. */
  zeroEmptyNegative: boolean;
}>;

/** `parts` is null exactly when there are problems. */
export type Assembly = Readonly<{ description: ModelDescription; parts: Parts | null; problems: readonly PictureError[] }>;

type Named = Part<Role>;

const partsOf = <Kind extends Role['kind']>(named: readonly Named[], kind: Kind): readonly Part<RoleOf<Kind>>[] =>
  named.filter((part): part is Part<RoleOf<Kind>> => part.role.kind === kind);

/** SDXL's second encoder is the one with the projected text; where both or neither have it, order decides. */
const inOrder = (encoders: readonly Part<RoleOf<'text-encoder'>>[]): readonly Part<RoleOf<'text-encoder'>>[] =>
  encoders.toSorted((a, b) => Number(a.role.embeds !== null) - Number(b.role.embeds !== null));

const componentsOf = (named: readonly Named[]): ModelDescription['components'] => {
  const roles: Partial<Record<Role['kind'], ComponentRole>> = {
    denoiser: 'denoiser',
    'vae-decoder': 'vae-decoder',
    'vae-encoder': 'vae-encoder',
  };
  const encoders = inOrder(partsOf(named, 'text-encoder')).map(({ source }) => source);
  return named.flatMap(({ source, role }) => {
    const name = role.kind === 'text-encoder' ? (encoders.indexOf(source) > 0 ? 'text-encoder-2' : 'text-encoder') : roles[role.kind];
    const dtype = typesOf(source).find((type) => type.startsWith('float') || type === 'bfloat16') ?? 'unknown';
    return name === undefined ? [] : [{ role: name, file: source.file, bytes: source.bytes, dtype }];
  });
};

/** Keeps the first graph of each role (two text encoders); the rest is mentioned. */
const chosen = (named: readonly Named[], warnings: Words[]): readonly Named[] => {
  const taken = new Map<Role['kind'], number>();
  const wanted: readonly Role['kind'][] = ['denoiser', 'text-encoder', 'vae-decoder', 'vae-encoder', 'transformer'];
  return named.filter(({ source, role }) => {
    if (!wanted.includes(role.kind)) {
      warnings.push(sentence('model.not-used', { file: source.file, kind: role.kind }));
      return false;
    }
    const count = taken.get(role.kind) ?? 0;
    taken.set(role.kind, count + 1);
    const keep = count < (role.kind === 'text-encoder' ? 2 : 1);
    if (!keep) warnings.push(sentence('model.another', { file: source.file, kind: role.kind }));
    return keep;
  });
};

const tokenizersFor = (encoders: readonly unknown[], { tokenizers }: ModelSource, warnings: Words[]): readonly TokenizerFiles[] => {
  if (tokenizers.length >= encoders.length || tokenizers[0] === undefined) return tokenizers;
  warnings.push(sentence('model.second-tokenizer'));
  return encoders.map((_, index) => tokenizers[index] ?? tokenizers[0]!);
};

const tasksOf = (parts: Parts): readonly Task[] => {
  if (parts.denoiser.role.channels === 2 * parts.vae.channels) return parts.vaeEncoder === null ? [] : ['edit'];
  if (parts.denoiser.role.channels === 2 * parts.vae.channels + 1) return parts.vaeEncoder === null ? [] : ['inpaint'];
  const fromPictures: readonly Task[] = parts.vaeEncoder === null ? [] : ['image-to-image', 'inpaint'];
  return ['text-to-image', ...fromPictures];
};

const unknown = (
  source: ModelSource,
  named: readonly Named[],
  problems: readonly PictureError[],
  warnings: readonly Words[],
): Assembly => ({
  parts: null,
  problems,
  description: {
    name: source.name,
    family: source.family ?? 'unknown',
    distilled: 'none',
    tasks: [],
    predicts: predictionOf(source.scheduler),
    components: componentsOf(named),
    sizes: { multiple: 8, point: 8, min: 8, max: 4_096, fixed: null },
    defaults: defaultsOf('unknown', 'none', null, null),
    scheduler: null,
    licence: null,
    about: null,
    examples: [],
    warnings,
    problems: problems.map(({ words }) => words),
  },
});

/** Finds out what a source's graphs are and whether they make a model that `provider` can run. Never throws `PictureError`: it collects them. */
export const assemble = (source: ModelSource, provider: string): Assembly => {
  const warnings = [...source.warnings];
  const named = chosen(
    source.components.map((component) => ({ source: component, role: roleOf(component) })),
    warnings,
  );
  const damaged = [...source.problems, ...named.flatMap((part) => complaintsAbout(part.source, provider))];
  // a part that is missing because its file is damaged needs no second sentence
  const problems = damaged.length > 0 ? damaged : missingParts(named.map(({ role }) => role));
  if (problems.length > 0) return unknown(source, named, problems, warnings);
  try {
    return describe(source, named, warnings);
  } catch (error) {
    if (error instanceof PictureError) return unknown(source, named, [error], warnings);
    throw error;
  }
};

const describe = (source: ModelSource, named: readonly Named[], warnings: Words[]): Assembly => {
  const denoiser = partsOf(named, 'denoiser')[0]!;
  const vaeDecoder = partsOf(named, 'vae-decoder')[0]!;
  const encoders = inOrder(partsOf(named, 'text-encoder'));
  const family = source.family ?? familyOf(denoiser.role);
  const distilled = distillationOf(denoiser.role, source.scheduler);
  const vae = vaeScaleOf(vaeDecoder.role, vaeDecoder.source.config, `${vaeDecoder.source.file}: config.json`, usualScaling(family));
  const channels = channelProblem(denoiser.source.file, denoiser.role, vae.channels);
  if (channels !== null) throw channels;
  if (source.tokenizers.length === 0) throw incomplete(sentence('part.tokenizer'), 'tokenizer/vocab.json');
  if (family === 'sdxl' && encoders.length < 2) throw incomplete(sentence('part.second-text-encoder'), 'text_encoder_2/model.onnx');
  const isXl = family === 'sdxl' || family === 'sdxl-refiner';
  if (isXl && encoders.at(-1)?.role.embeds == null) {
    throw new PictureError('model-unsupported', sentence('model.no-projected', { file: encoders.at(-1)?.source.file ?? '' }));
  }
  if (isXl && encoders.some(({ role }) => role.hidden.length < 2)) {
    warnings.push(sentence('model.last-layer'));
  }
  if (source.scheduler === null) warnings.push(sentence('model.no-scheduler-config'));
  const index = readConfig(ModelIndex, source.index, 'model_index.json');
  const extras = readConfig(Extras, source.extras, 'tincture.json');
  const configured = source.scheduler ?? usualScheduler(family, distilled);
  const scheduler = source.predicts === undefined ? configured : { ...configured, prediction_type: source.predicts };
  const parts: Parts = {
    textEncoders: encoders,
    tokenizers: tokenizersFor(encoders, source, warnings),
    denoiser,
    vaeDecoder,
    vaeEncoder: partsOf(named, 'vae-encoder')[0] ?? null,
    vae,
    scheduler,
    zeroEmptyNegative: index.force_zeros_for_empty_prompt ?? family === 'sdxl',
  };
  const file = `${denoiser.source.file}: config.json`;
  const sizes = sizesOf(denoiser.role, denoiser.source.config, file, vae.factor, extras.sizes);
  const name = scheduler['_class_name'];
  return {
    parts,
    problems: [],
    description: {
      name: extras.name ?? source.name,
      family,
      distilled,
      tasks: tasksOf(parts),
      predicts: predictionOf(scheduler),
      components: componentsOf(named),
      sizes,
      defaults: defaultsOf(family, distilled, extras.defaults, sizes.fixed ?? trainedSize(denoiser.source.config, file, vae.factor)),
      scheduler: source.scheduler === null || typeof name !== 'string' ? null : name,
      licence: extras.licence ?? null,
      about: extras.about ?? null,
      examples: extras.examples ?? [],
      warnings,
      problems: [],
    },
  };
};
