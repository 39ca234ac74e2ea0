import { describe, expect, it } from 'vitest';
import type { Pixels } from '../pixels.ts';
import { closeModel, openModel } from '../index.ts';
import { tinyModel } from '../test-model.ts';
import { tiledDecoder, tiledEncoder } from './tiles.ts';
import { plainDecoder, plainEncoder, type RunDecoder, type RunEncoder } from './vae.ts';

const factor = 4;
const signal = new AbortController().signal;

/** Values that never repeat, in [-1, 1]. */
const waves = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898) * Math.cos(i * 0.37));

/** A decoder that looks one latent point around itself, as convolutions do: the mean of 3 × 3 neighbours inside, enlarged. */
const blurringDecoder: RunDecoder = async (latent, { channels, height, width }) => {
  const at = (channel: number, y: number, x: number): number =>
    y < 0 || x < 0 || y >= height || x >= width ? 0 : latent[((channel % channels) * height + y) * width + x]!;
  const [h, w] = [height * factor, width * factor];
  const data = new Float32Array(3 * h * w);
  for (let i = 0; i < data.length; i++) {
    const [channel, y, x] = [Math.floor(i / (h * w)), Math.floor((Math.floor(i / w) % h) / factor), Math.floor((i % w) / factor)];
    let sum = 0;
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += at(channel, y + dy, x + dx);
    data[i] = sum / 9;
  }
  return { width: w, height: h, data };
};

/** An encoder without surroundings: the upper left pixel of every block, and its square. */
const pickingEncoder: RunEncoder = async ({ width, height, data }) => {
  const [h, w] = [height / factor, width / factor];
  return Float32Array.from({ length: 2 * h * w }, (_, i) => {
    const value = data[Math.floor((i % (h * w)) / w) * factor * width + (i % w) * factor]!;
    return i < h * w ? value : value * value;
  });
};

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let most = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
};

describe('tiles', () => {
  it.each([
    [16, 16],
    [17, 40],
    [41, 23],
    [8, 8],
    [64, 5],
  ])('decode %i × %i latents as a whole, but for the seams’ blend', async (height, width) => {
    const shape = { channels: 4, height, width };
    const latent = waves(4 * height * width);
    const whole = await blurringDecoder(latent, shape, signal);
    const tiled = await tiledDecoder(blurringDecoder, factor, { width: 16, height: 16, overlap: 8 })(latent, shape, signal);
    expect([tiled.width, tiled.height]).toEqual([whole.width, whole.height]);
    // only the outermost row of a tile is wrong, and there the feather gives it 1/16 at most
    const difference = largest(tiled.data, whole.data);
    expect(difference).toBeLessThan(0.06);
    if (height <= 16 && width <= 16) expect(difference).toBe(0);
  });

  it('are blended smoothly: a decoder that sees no surroundings gives the very same picture', async () => {
    const shape = { channels: 4, height: 40, width: 24 };
    const pointwise: RunDecoder = async (latent, { height, width }) => ({
      width,
      height,
      data: latent.slice(0, 3 * height * width).map((x) => x * x),
    });
    const latent = waves(4 * 40 * 24);
    const tiled = await tiledDecoder(pointwise, 1, { width: 16, height: 16, overlap: 8 })(latent, shape, signal);
    expect(largest(tiled.data, (await pointwise(latent, shape, signal)).data)).toBeLessThan(1e-6);
  });

  it('encode mean and variance as a whole', async () => {
    const pixels: Pixels = { width: 96, height: 80, data: waves(3 * 96 * 80) };
    const tiled = await tiledEncoder(pickingEncoder, factor, { width: 16, height: 16, overlap: 8 })(pixels, signal);
    expect(largest(tiled, await pickingEncoder(pixels, signal))).toBeLessThan(1e-6);
  });

  it('stop when aborted', async () => {
    const controller = new AbortController();
    let runs = 0;
    const stopping: RunDecoder = async (latent, shape, given) => {
      given.throwIfAborted();
      if (++runs === 2) controller.abort(new Error('enough'));
      return blurringDecoder(latent, shape, given);
    };
    const run = tiledDecoder(stopping, factor, { width: 8, height: 8, overlap: 4 })(
      waves(4 * 32 * 32),
      { channels: 4, height: 32, width: 32 },
      controller.signal,
    );
    await expect(run).rejects.toThrow('enough');
    expect(runs).toBe(2);
  });

  it('fit a real VAE: nearly the picture that it makes as a whole', async () => {
    const model = await openModel(tinyModel('sd15-tiny'), { provider: 'cpu' });
    const shape = { channels: 4, height: 24, width: 40 };
    const latent = waves(4 * 24 * 40);
    const decode = plainDecoder(model);
    const [whole, tiled] = [
      await decode(latent, shape, signal),
      await tiledDecoder(decode, 8, { width: 16, height: 16, overlap: 8 })(latent, shape, signal),
    ];
    const mean = whole.data.reduce((sum, value, i) => sum + Math.abs(value - tiled.data[i]!), 0) / whole.data.length;
    expect([tiled.width, tiled.height]).toEqual([320, 192]);
    expect(mean).toBeLessThan(0.1);
    const encode = plainEncoder(model);
    expect(await tiledEncoder(encode, 8, { width: 16, height: 16, overlap: 8 })(whole, signal)).toHaveLength(8 * 24 * 40);
    await closeModel(model);
  });
});
