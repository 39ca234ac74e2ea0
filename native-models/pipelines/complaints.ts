import { operatorsForOthers } from '../sessions/cuda-only.ts';
import type { Port } from '../sessions/port.ts';
import type { Role, RoleOf } from '../sessions/roles.ts';
import { PictureError } from './errors.ts';
import type { TestedPart } from '../self-test/parts.ts';
import type { ComponentSource } from './model-source.ts';

export const incomplete = (what: string, where: string): PictureError =>
  new PictureError('model-incomplete', `The model has no ${what} (usually “${where}”). Download the whole model.`);

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
    ...(type === undefined
      ? []
      : [
          new PictureError(
            'type-unsupported',
            `“${source.file}” takes or gives ${type}, which cannot be used here. Use a float32 or float16 export.`,
          ),
        ]),
    ...(operators.length === 0
      ? []
      : [
          new PictureError(
            'operator-unsupported',
            `“${source.file}” was fused for an NVIDIA card (${operators.join(', ')}) and cannot run on this provider. Use a plain ONNX export.`,
          ),
        ]),
  ];
};

/** What a model needs and these graphs are not. */
export const missingParts = (roles: readonly Role[]): readonly PictureError[] => {
  if (roles.length === 0) {
    return [
      new PictureError(
        'model-incomplete',
        'There is no ONNX graph in the folder. Choose the folder that holds “unet/model.onnx” and its neighbours.',
      ),
    ];
  }
  const has = (kind: Role['kind']): boolean => roles.some((role) => role.kind === kind);
  if (!has('denoiser') && has('transformer')) {
    return [
      new PictureError('model-unsupported', 'This is a transformer model (Stable Diffusion 3, FLUX, PixArt, …), which cannot be run yet.'),
    ];
  }
  return [
    ...(has('denoiser') ? [] : [incomplete('denoising network', 'unet/model.onnx')]),
    ...(has('text-encoder') ? [] : [incomplete('text encoder', 'text_encoder/model.onnx')]),
    ...(has('vae-decoder') ? [] : [incomplete('VAE decoder', 'vae_decoder/model.onnx')]),
  ];
};

/** Networks by their input channels: as many as a latent, twice that for editing, and one more for inpainting; others are of a kind that is not built. */
export const channelProblem = (file: string, { channels }: RoleOf<'denoiser'>, latent: number): PictureError | null => {
  if (typeof channels === 'string' || [latent, 2 * latent, 2 * latent + 1].includes(channels)) return null;
  const what = channels === latent + 3 ? 'an upscaler' : `a network of ${channels} channels`;
  return new PictureError('model-unsupported', `“${file}” is ${what}, which cannot be run yet.`);
};
