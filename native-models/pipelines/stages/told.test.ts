import { describe, expect, it } from 'vitest';
import { assertFinite } from './finite.ts';
import { guidanceEmbedding } from './guidance-embedding.ts';
import { resizeLatent } from './hires.ts';
import { timeIdsFor } from './micro-conditions.ts';

describe('what a network is told beside the text', () => {
  const size = { width: 768, height: 1024 };
  const whole = { ...size, x: 0, y: 0 };

  it('SDXL: sizes and crop; its refiner: an aesthetic score, low for what is not wanted', () => {
    expect(timeIdsFor('sdxl', size, whole, 'negative')).toEqual({ dims: [1, 6], data: new Float32Array([1024, 768, 0, 0, 1024, 768]) });
    expect(timeIdsFor('sdxl-refiner', size, whole, 'positive')).toEqual({ dims: [1, 5], data: new Float32Array([1024, 768, 0, 0, 6]) });
    expect(timeIdsFor('sdxl-refiner', size, whole, 'negative')).toEqual({ dims: [1, 5], data: new Float32Array([1024, 768, 0, 0, 2.5]) });
    expect(timeIdsFor('sd1', size, whole, 'positive')).toBeNull();
    const tile = { x: 256, y: 512, width: 512, height: 384 };
    expect(timeIdsFor('sdxl', size, tile, 'positive')).toEqual({ dims: [1, 6], data: new Float32Array([1024, 768, 512, 256, 384, 512]) });
  });

  // torch 2.13: get_guidance_scale_embedding of diffusers for w − 1 = 7, width 8
  it('LCM: the guidance scale less one, as a sinusoid', () => {
    const expected = [0.50688541, -0.97047961, 0.58665329, 0.64421761, 0.86201346, -0.24118312, -0.80983824, 0.76484221];
    const { data, dims } = guidanceEmbedding(8, 8);
    expect(dims).toEqual([1, 8]);
    expected.forEach((value, i) => expect(data[i]!).toBeCloseTo(value, 5));
    expect(guidanceEmbedding(8, 9).data[8]).toBe(0);
  });
});

// torch 2.13: interpolate((arange(12)**1.5).reshape(1, 2, 2, 3), size=(3, 5), mode='bilinear') in float64
it('enlarges latents as torch’s bilinear does', () => {
  const latent = Float64Array.from({ length: 12 }, (_, i) => i ** 1.5);
  const large = resizeLatent(latent, { channels: 2, height: 2, width: 3 }, { channels: 2, height: 3, width: 5 });
  const expected = [
    0, 0.4, 1, 2.097056274848, 2.828427124746, 2.598076211353, 3.358845726812, 4.5, 6.002630103674, 7.004383506123, 5.196152422707,
    6.317691453624, 8, 9.908203932499, 11.180339887499, 14.696938456699, 16.226266745, 18.520259177452, 20.984553869763, 22.62741699797,
    20.84846922835, 22.537688692837, 25.071517889568, 27.761694063391, 29.555144845939, 27, 28.849110640674, 31.622776601684,
    34.538834257019, 36.482872693909,
  ];
  expect(large).toHaveLength(30);
  expected.forEach((value, i) => expect(large[i]!).toBeCloseTo(value, 9));
});

it('finds a single number that is none', () => {
  expect(() => assertFinite([1, 2, -3e38], 'It')).not.toThrow();
  for (const bad of [Number.NaN, Infinity, -Infinity]) expect(() => assertFinite([1, 2, bad], 'It')).toThrow(/It became infinite/);
});
