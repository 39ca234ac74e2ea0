import { expect, it } from 'vitest';
import { distilledTimesteps } from './distilled.ts';

it('visits the taught timesteps from the top, evenly', () => {
  expect(distilledTimesteps(1000, 50, 4)).toEqual([999, 759, 499, 259]);
});

// diffusers 0.40: LCMScheduler().set_timesteps(4, original_inference_steps=50, strength=0.5)
it('with a share keeps the lowest of them and all its steps', () => {
  expect(distilledTimesteps(1000, 50, 4, 0.5)).toEqual([499, 379, 259, 139]);
});

it('refuses more steps than there are', () => {
  expect(() => distilledTimesteps(1000, 50, 26, 0.5)).toThrow(RangeError);
});
