import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mt19937 } from '../noise/mt19937.ts';
import { PictureError } from '../pipelines/errors.ts';
import { checkpointShapes, type CheckpointSize } from './bench/random-checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import { findDamage } from './find-damage.ts';
import { translate } from './keys/translate.ts';
import { componentsOf } from './open-checkpoint.ts';
import { readTensorFile } from './safetensors-file.ts';
import { encodeSafetensors } from './safetensors-writer.ts';
import type { Weight } from './weights.ts';

const home = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(home, { recursive: true }));

const sizes: CheckpointSize = {
  unet: { widths: [64, 64], layers: 1, depths: [0, 1], contextWidth: 64, channels: 4, projection: 'linear', addedWidth: 64 + 6 * 32 },
  clip: { width: 64, layers: 1, projection: 0 },
  openClip: { width: 64, layers: 1, projection: 64 },
  vae: [32, 32],
};
const prefixes = {
  unet: 'model.diffusion_model.',
  clip: 'conditioner.embedders.0.transformer.',
  openClip: 'conditioner.embedders.1.model.',
  vae: 'first_stage_model.',
};
const shapes = checkpointShapes(sizes);

const networkFrom = (
  all: ReadonlyMap<string, readonly number[]>,
  part: keyof typeof prefixes,
  dialect: Parameters<typeof translate>[1],
) => {
  const own = [...all].filter(([name]) => name.startsWith(prefixes[part]));
  const tensors = own.map(([name, shape]): readonly [string, Weight] => {
    const length = 2 * shape.reduce((product, size) => product * size, 1);
    return [name.slice(prefixes[part].length), { type: 'float16', shape, data: { kind: 'external', location: 'x', offset: 0, length } }];
  });
  return { dialect, weights: translate(new Map(tensors), dialect), folder: home, file: 'x.safetensors' };
};
const checkpointFrom = (all: ReadonlyMap<string, readonly number[]>): Checkpoint => ({
  name: 'x',
  denoiser: networkFrom(all, 'unet', 'original-unet'),
  vae: networkFrom(all, 'vae', 'vae'),
  textEncoders: [networkFrom(all, 'clip', 'clip'), networkFrom(all, 'openClip', 'open-clip')],
  files: [],
});

test('100 checkpoints with absurd shapes or missing tensors: a graph or a sentence, never anything else', () => {
  const random = mt19937(4);
  const below = (n: number) => random.next() % n;
  const outcomes = { written: 0, refused: 0 };
  expect(componentsOf(checkpointFrom(new Map(shapes)), { precision: 'float32', target: 'cpu' }, [])).toHaveLength(5);
  for (let i = 0; i < 100; i++) {
    const all = new Map(shapes);
    for (let edits = 1 + below(4); edits > 0; edits--) {
      const [name, shape] = shapes[below(shapes.length)]!;
      const kinds: readonly (() => unknown)[] = [
        () => all.delete(name),
        () => all.set(name, []),
        () => all.set(name, shape.slice(1)),
        () => all.set(name, [...shape, 3]),
        () =>
          all.set(
            name,
            shape.map((size, axis) => (axis === below(shape.length) ? below(5) * 7 : size)),
          ),
        () => all.set(name.replace(/\d+/, String(below(1e9))), shape),
      ];
      kinds[below(kinds.length)]!();
    }
    try {
      componentsOf(checkpointFrom(all), { precision: 'float32', target: 'portable' }, []);
      outcomes.written++;
    } catch (error) {
      expect(error).toBeInstanceOf(PictureError);
      outcomes.refused++;
    }
  }
  expect(outcomes.refused).toBeGreaterThan(40);
});

test.each([
  ['F16', Uint16Array.of(0x3c00, 0xfbff), Uint16Array.of(0x3c00, 0x7e01)],
  ['BF16', Uint16Array.of(0x3f80, 0xff7f), Uint16Array.of(0x3f80, 0xff80)],
  ['F32', Float32Array.of(1, -3e38), Float32Array.of(1, Number.NaN)],
  ['F8_E5M2', Uint8Array.of(0x7b, 0), Uint8Array.of(0x7d, 0)],
  ['F8_E4M3', Uint8Array.of(0x7e, 0), Uint8Array.of(0xff, 0)],
] as const)('numbers that are none are found: %s', async (type, sound, broken) => {
  const check = (values: ArrayBufferView<ArrayBuffer>) => {
    const path = join(home, 'damage.safetensors');
    const bytes = new Uint8Array(values.buffer);
    writeFileSync(
      path,
      encodeSafetensors({ first: { type, shape: [2], bytes: new Uint8Array(bytes.length) }, second: { type, shape: [2], bytes } }),
    );
    return findDamage(readTensorFile(path), new AbortController().signal);
  };
  expect(await check(sound)).toBeNull();
  expect(await check(broken)).toBe('second');
});
