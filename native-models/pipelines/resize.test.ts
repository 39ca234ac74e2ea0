import { expect, it } from 'vitest';
import golden from './golden/lanczos.json' with { type: 'json' };
import { resizeMask, resizePicture } from './resize.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

it.each(golden.cases)('resizes $size to $to byte for byte as Pillow does', ({ size, to, picture, expected }) => {
  const [width, height] = [size[0]!, size[1]!];
  const result = resizePicture({ width, height, data: bytes(picture) }, to[0]!, to[1]!);
  expect(Buffer.from(result.data).toString('base64')).toBe(expected);
  expect([result.width, result.height]).toEqual(to);
});

it('resizes a mask as one channel of a picture', () => {
  const { size, to, picture } = golden.cases[0]!;
  const [width, height] = [size[0]!, size[1]!];
  const channel = bytes(picture).filter((_, i) => i % 3 === 1);
  const whole = resizePicture({ width, height, data: bytes(picture) }, to[0]!, to[1]!);
  expect(resizeMask({ width, height, data: channel }, to[0]!, to[1]!).data).toEqual(whole.data.filter((_, i) => i % 3 === 1));
});
