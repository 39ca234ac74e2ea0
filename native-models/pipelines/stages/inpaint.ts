import type { Latent } from '../../latent.ts';

/** Mask and masked picture as the extra channels of an inpainting network: the mask first, then the picture's latent. */
export const inpaintChannels = (mask: Float32Array, maskedLatent: Latent): Float32Array => {
  const out = new Float32Array(mask.length + maskedLatent.length);
  out.set(mask);
  out.set(maskedLatent, mask.length);
  return out;
};

/** `inside` where the mask is 1, `outside` where it is 0; the mask is one plane, the latents have several. */
export const blend = (mask: Float32Array, inside: Latent, outside: Latent): Latent =>
  inside.map((value, i) => (mask[i % mask.length] === 1 ? value : outside[i]!));
