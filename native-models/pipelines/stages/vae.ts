import type { Latent } from '../../latent.ts';
import { PictureError } from '../errors.ts';
import type { Model } from '../model.ts';
import type { Pixels } from '../pixels.ts';
import { assertFinite } from './finite.ts';
import type { LatentShape } from './network.ts';
import { type Words, sentence } from '../../words/sentence.ts';

/** The log variance of a posterior is kept in this range (diffusers, `DiagonalGaussianDistribution`). */
const logVarianceRange = [-30, 20] as const;

/** mean ‖ log variance → a draw; `noise` are unit normals, as many as a latent has numbers. */
const drawPosterior = (parameters: ArrayLike<number>, noise: Latent): Latent => {
  const { length } = noise;
  return Float64Array.from({ length }, (_, i) => {
    const logVariance = Math.min(logVarianceRange[1], Math.max(logVarianceRange[0], parameters[length + i]!));
    return parameters[i]! + Math.exp(0.5 * logVariance) * noise[i]!;
  });
};

const perChannel = (latent: Latent, plane: number, change: (value: number, channel: number) => number): Latent =>
  latent.map((value, i) => change(value, Math.floor(i / plane)));

/** Runs the encoder on pixels, without the draw: what the graph gives, [mean ‖ log variance] or an already drawn latent. */
export type RunEncoder = (pixels: Pixels, signal: AbortSignal) => Promise<ArrayLike<number>>;

export const plainEncoder =
  (model: Model): RunEncoder =>
  async ({ width, height, data }, signal) => {
    const encoder = model.parts.vaeEncoder;
    if (encoder === null) {
      throw new PictureError('model-incomplete', sentence('model.no-vae-encoder'));
    }
    signal.throwIfAborted();
    const session = await model.session(encoder.source);
    const results = await session.run({ [encoder.role.image.name]: { data, dims: [1, 3, height, width] } }, [encoder.role.latent.name]);
    return results[encoder.role.latent.name]!.data;
  };

/** Picture → the most likely latent, in the VAE's own scale: what an editing network is told. */
export const encodeMode = async (run: RunEncoder, pixels: Pixels, length: number, signal: AbortSignal): Promise<Float32Array> => {
  const given = await run(pixels, signal);
  assertFinite(given, sentence('latent.encoded'));
  return Float32Array.from({ length }, (_, i) => given[i]!);
};

/** Picture → the denoiser's latent. `draw` gives the unit normals of the posterior, where the graph leaves the draw to us. */
export const encodePixels = async (
  model: Model,
  run: RunEncoder,
  pixels: Pixels,
  draw: () => Latent,
  signal: AbortSignal,
): Promise<Latent> => {
  const { vae, vaeEncoder } = model.parts;
  const given = await run(pixels, signal);
  assertFinite(given, sentence('latent.encoded'));
  const drawn = vaeEncoder?.role.gives === 'sample' ? Float64Array.from(given) : drawPosterior(given, draw());
  const plane = (pixels.width / vae.factor) * (pixels.height / vae.factor);
  return perChannel(drawn, plane, (value, channel) => (value - vae.shift[channel]!) * vae.scaling[channel]!);
};

/** Runs the decoder on the VAE's own latent. */
export type RunDecoder = (latent: Float32Array, shape: LatentShape, signal: AbortSignal) => Promise<Pixels>;

export const plainDecoder =
  (model: Model): RunDecoder =>
  async (latent, { channels, height, width }, signal) => {
    const { vaeDecoder, vae } = model.parts;
    signal.throwIfAborted();
    const session = await model.session(vaeDecoder.source);
    const { latent: input, image: output } = vaeDecoder.role;
    const results = await session.run({ [input.name]: { data: latent, dims: [1, channels, height, width] } }, [output.name]);
    const { data, dims } = results[output.name]!;
    if (dims[2] !== height * vae.factor || dims[3] !== width * vae.factor) {
      throw new PictureError(
        'config-invalid',
        sentence('vae.factor', {
          file: vaeDecoder.source.file,
          madeWidth: { pixels: dims[3] ?? 0 },
          madeHeight: { pixels: dims[2] ?? 0 },
          width: { pixels: width },
          height: { pixels: height },
          factor: vae.factor,
        }),
      );
    }
    return { width: dims[3], height: dims[2], data: data instanceof Float32Array ? data : Float32Array.from(data) };
  };

/** How one run decodes: by its model as it is, until that overflows; from then on in float32, where the model has that. */
export type Decoding = { model: Model };

/** Decodes; what float16 overflowed on is decoded again in float32, and that is said once. */
export const decodeOrExact = async (decoding: Decoding, warnings: Words[], decode: (model: Model) => Promise<Pixels>): Promise<Pixels> => {
  try {
    return await decode(decoding.model);
  } catch (error) {
    const { parts } = decoding.model;
    const exact = parts.vaeDecoder.source.inFloat32;
    if (!(error instanceof PictureError) || error.code !== 'not-finite' || exact === undefined) throw error;
    warnings.push(sentence('vae.overflow', { file: parts.vaeDecoder.source.file }));
    decoding.model = { ...decoding.model, parts: { ...parts, vaeDecoder: { ...parts.vaeDecoder, source: exact() } } };
    return decode(decoding.model);
  }
};

/** The denoiser's latent → pixels. */
export const decodeLatent = async (
  model: Model,
  run: RunDecoder,
  latent: Latent,
  shape: LatentShape,
  signal: AbortSignal,
): Promise<Pixels> => {
  const { vae } = model.parts;
  const own = perChannel(latent, shape.height * shape.width, (value, channel) => value / vae.scaling[channel]! + vae.shift[channel]!);
  const pixels = await run(Float32Array.from(own), shape, signal);
  assertFinite(pixels.data, sentence('picture.decoded'));
  return pixels;
};
