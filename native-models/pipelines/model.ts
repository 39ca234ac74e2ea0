import type { GraphOptions, Target } from '../graphs/graph.ts';
import { graphOptionsFor, type ModelWish, readModel } from '../graphs/read-model.ts';
import type { TextualInversion } from '../graphs/textual-inversion.ts';
import type { SessionCache } from '../sessions/cache.ts';
import { type SessionPool, sessionPool } from '../sessions/pool.ts';
import { type Provider, providerNames } from '../sessions/providers.ts';
import { type Around, openSession, type Session } from '../sessions/session.ts';
import type { TestedPart } from '../self-test/parts.ts';
import { type ClipTokenizer, clipTokenizer } from '../tokenizers/clip.ts';
import { assemble, type Parts } from './assemble.ts';
import { partsUsedBy } from './complaints.ts';
import type { ModelDescription } from './description.ts';
import { PictureError, type PictureErrorCode } from './errors.ts';
import type { ComponentSource, Json, ModelSource } from './model-source.ts';
import { type Words, sentence } from '../words/sentence.ts';

export type OpenOptions = Readonly<{
  /** First choice of execution provider. Where it cannot be had the processor is taken, and `refusal` says why. */
  provider: Provider;
  /** What the provider has wrong, by its self-test: models that need it run on the processor. */
  distrusts?: readonly TestedPart[];
  /** How graphs that are written here are written for it, where its self-test found that the usual way gives wrong numbers. */
  target?: Target;
  /** Processor threads of one network call; default: all cores. */
  threads?: number;
  /** Called with every network call, which it has to make: for measuring. */
  around?: Around;
  /** Where the networks of several models share a budget of memory; default: one of its own, without a limit. */
  pool?: SessionPool;
}>;

/** An open model: sessions that hold memory until `closeModel`. All but `description` and `provider` is for the stages. */
export type Model = Readonly<{
  description: ModelDescription;
  /** The provider that really runs it. */
  provider: Provider;
  /** Why that is not the one that was asked for; null where it is. */
  refusal: Words | null;
  parts: Parts;
  tokenizers: readonly ClipTokenizer[];
  source: ModelSource;
  /** Names that a prompt may use for learned vectors. */
  inversions?: readonly TextualInversion[];
  /** A small decoder for previews, which takes the denoiser's own latent. */
  previewDecoder?: ComponentSource;
  sessions: SessionCache;
  /** The network of a component, opened when first needed. */
  session: (component: ComponentSource) => Promise<Session>;
}>;

/** Told a picture to edit beside the noisy one, as many channels again (InstructPix2Pix; Brooks et al., 2023, § 3.2). */
export const editsPictures = ({ description }: Pick<Model, 'description'>): boolean => description.tasks.includes('edit');

/** Failures for which the processor may do what another provider could not. */
const worthAnotherTry: ReadonlySet<PictureErrorCode> = new Set([
  'provider-unavailable',
  'operator-unsupported',
  'type-unsupported',
  'model-unsupported',
]);

const tokenizerOf = (files: Parts['tokenizers'][number], index: number): ClipTokenizer => {
  try {
    return clipTokenizer(files);
  } catch (error) {
    const which = index === 0 ? 'tokenizer' : `tokenizer_${index + 1}`;
    throw new PictureError(
      'config-invalid',
      sentence('tokenizer.cannot', { folder: which, detail: error instanceof Error ? error.message : String(error) }),
      {
        cause: error,
      },
    );
  }
};

const withConstants = (session: Session, constants: Parameters<Session['run']>[0]): Session => ({
  ...session,
  run: (feeds, wanted) => session.run({ ...constants, ...feeds }, wanted),
});

/** Weights are kept a second time in the form that kernels like, or twice as wide as in the file: true sizes measured between 1.2 and 2.1. */
const bytesPerStored = 2;
export const estimatedBytes = (...components: readonly ComponentSource[]): number =>
  components.reduce((sum, { bytes }) => sum + bytesPerStored * bytes, 0);

/**
 * Opens what every picture needs, so that a model which cannot run here says so now; the VAE encoder waits until it is asked for. Where memory does
 * not hold all at once, each waits for its turn, on the processor, which runs whatever it opens.
 */
export const openParts = async ({
  parts,
  session,
  sessions,
  provider,
}: Pick<Model, 'parts' | 'session' | 'sessions' | 'provider'>): Promise<void> => {
  const all = [...parts.textEncoders, parts.denoiser, parts.vaeDecoder].map(({ source }) => source);
  if (provider === 'cpu' && !sessions.holds(estimatedBytes(...all))) return;
  for (const source of all) await session(source);
};

type Opening = Readonly<{ source: ModelSource; description: ModelDescription; parts: Parts }>;

const openWith = async (
  { source, description, parts }: Opening,
  { provider, threads, around, pool = sessionPool() }: OpenOptions,
  refusal: Words | null,
): Promise<Model> => {
  const sessions = pool.cache();
  const providers = provider === 'cpu' ? ['cpu'] : [provider, 'cpu'];
  const session = async (component: ComponentSource): Promise<Session> => {
    const open = await sessions.get(
      component.file,
      async () => openSession(await component.load(), { providers, threads, around }),
      estimatedBytes(component),
    );
    return component.constants === undefined ? open : withConstants(open, await component.constants());
  };
  const tokenizers = parts.tokenizers.map(tokenizerOf);
  const model: Model = { description, provider, refusal, parts, tokenizers, source, sessions, session };
  try {
    await openParts(model);
  } catch (error) {
    await sessions.releaseAll();
    throw error;
  }
  return model;
};

export const withWarning = (model: Model, warning: Words): Model => ({
  ...model,
  description: { ...model.description, warnings: [...model.description.warnings, warning] },
});

type Attempt = Readonly<{ provider: Provider; graphs: GraphOptions }>;

/** A graphics processor computes in float16 where it can and does it right, else in float32; where it cannot be had at all, the processor does it. */
const attemptsFor = ({ provider, target, distrusts = [] }: OpenOptions): readonly Attempt[] => {
  const processor: Attempt = { provider: 'cpu', graphs: graphOptionsFor('cpu') };
  if (provider === 'cpu') return [processor];
  const graphs = graphOptionsFor(provider, target);
  const half: readonly Attempt[] = distrusts.includes('float16') ? [] : [{ provider, graphs: { ...graphs, precision: 'float16' } }];
  return [...half, { provider, graphs }, processor];
};

const partNames: Readonly<Record<TestedPart, Words>> = { float16: 'float16', MultiHeadAttention: sentence('part.fused-attention') };

/** Throws where a graph needs what the provider has wrong. */
const assertTrusted = (components: readonly ComponentSource[], { provider, distrusts = [] }: OpenOptions): void => {
  for (const component of components) {
    const used = partsUsedBy(component).filter((part) => distrusts.includes(part));
    if (used.length === 0) continue;
    const what = used.map((part) => partNames[part]);
    throw new PictureError(
      'provider-unavailable',
      sentence('model.distrusted', { file: component.file, what, provider: providerNames[provider] }),
    );
  }
};

/** The parts of a source that can run. Throws `PictureError` with everything that is wrong with it. */
export const partsOf = (source: ModelSource, provider: Provider): Opening => {
  const { description, parts, problems } = assemble(source, provider);
  const [first] = problems;
  if (first !== undefined)
    throw new PictureError(
      first.code,
      problems.map(({ words }) => words),
      { cause: first },
    );
  if (parts === null) throw new Error('a model without problems has parts');
  return { source, description, parts };
};

/**
 * Opens a model: a folder in Optimum's or diffusers' layout, a `.safetensors` checkpoint, or a source that something else has put together.
 * Throws `PictureError` when it cannot run here, with the reason.
 */
export const openModel = async (model: string | ModelWish | ModelSource, options: OpenOptions): Promise<Model> => {
  const { provider } = options;
  let refusal: PictureError | null = null;
  let refused = '';
  for (const attempt of attemptsFor(options)) {
    const source = typeof model !== 'string' && 'components' in model ? model : await readModel(model, attempt.graphs);
    // the way that graphs are written matters only to those that are written here
    if (refused === attempt.provider && source.written !== true) continue;
    const opening = partsOf(source, attempt.provider);
    try {
      if (attempt.provider !== 'cpu') assertTrusted(source.components, options);
      return await openWith(
        opening,
        { ...options, provider: attempt.provider },
        attempt.provider === provider ? null : (refusal?.words ?? null),
      );
    } catch (error) {
      if (!(error instanceof PictureError) || !worthAnotherTry.has(error.code)) throw error;
      refusal ??= error;
      refused = attempt.provider;
    }
  }
  throw refusal ?? new Error('there is at least one attempt');
};

/** The same model, with another scheduler_config.json. Shares its sessions: close one of them. */
export const withScheduler = (model: Model, scheduler: Json): Model => ({ ...model, parts: { ...model.parts, scheduler } });

/** Releases the sessions. Safe to call twice. */
export const closeModel = ({ sessions }: Model): Promise<void> => sessions.close();
