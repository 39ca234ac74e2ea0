import { operatorsForOthers } from '../sessions/cuda-only.ts';
import type { Port } from '../sessions/port.ts';
import type { Role, RoleOf } from '../sessions/roles.ts';
import { PictureError } from './errors.ts';
import type { TestedPart } from '../self-test/parts.ts';
import type { ComponentSource } from './model-source.ts';
import { type Words, sentence } from '../words/sentence.ts';

export const incomplete = (what: Words, where: string): PictureError =>
  new PictureError('model-incomplete', sentence('model.lacks', { what, where }));

/** Types that go in and out of a network; what it computes in is its own business. */
export const typesOf = ({ inputs, outputs }: ComponentSource): readonly Port['type'][] => [...inputs, ...outputs].map(({ type }) => type);
const unusable = new Set<Port['type']>(['bfloat16', 'float8', 'int4', 'uint4', 'string', 'unknown']);

/** What of a provider's self-test a graph depends on. */
export const partsUsedBy = (source: ComponentSource): readonly TestedPart[] => [
  ...(typesOf(source).includes('float16') ? (['float16'] as const) : []),
  // one kernel serves both
  ...(source.operators.has('com.microsoft/MultiHeadAttention') || source.operators.has('com.microsoft/Attention')
    ? (['MultiHeadAttention'] as const)
    : []),
];

/** Why `provider` cannot run a graph, by its types and operators. */
export const complaintsAbout = (source: ComponentSource, provider: string): readonly PictureError[] => {
  const type = typesOf(source).find((candidate) => unusable.has(candidate));
  const operators = provider === 'cuda' ? [] : operatorsForOthers(source.operators);
  return [
    ...(type === undefined ? [] : [new PictureError('type-unsupported', sentence('model.number-type', { file: source.file, type }))]),
    ...(operators.length === 0
      ? []
      : [new PictureError('operator-unsupported', sentence('model.fused', { file: source.file, operators: operators.join(', ') }))]),
  ];
};

/** What a model needs and these graphs are not. */
export const missingParts = (roles: readonly Role[]): readonly PictureError[] => {
  if (roles.length === 0) {
    return [new PictureError('model-incomplete', sentence('model.no-graph'))];
  }
  const has = (kind: Role['kind']): boolean => roles.some((role) => role.kind === kind);
  if (!has('denoiser') && has('transformer')) {
    return [new PictureError('model-unsupported', sentence('model.transformer'))];
  }
  return [
    ...(has('denoiser') ? [] : [incomplete(sentence('part.denoiser'), 'unet/model.onnx')]),
    ...(has('text-encoder') ? [] : [incomplete(sentence('part.text-encoder'), 'text_encoder/model.onnx')]),
    ...(has('vae-decoder') ? [] : [incomplete(sentence('part.vae-decoder'), 'vae_decoder/model.onnx')]),
  ];
};

/** Networks by their input channels: as many as a latent, twice that for editing, and one more for inpainting; others are of a kind that is not built. */
export const channelProblem = (file: string, { channels }: RoleOf<'denoiser'>, latent: number): PictureError | null => {
  if (typeof channels === 'string' || [latent, 2 * latent, 2 * latent + 1].includes(channels)) return null;
  const what = channels === latent + 3 ? sentence('part.upscaler') : sentence('part.channels', { channels });
  return new PictureError('model-unsupported', sentence('model.not-yet', { file, what }));
};
