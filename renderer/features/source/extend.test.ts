import { describe, expect, it } from 'vitest';
import { extended, extensionMask, grown, sizeFor, startOf, within } from './extend.ts';

const free = { sizes: { kind: 'free', multiple: 64, min: 256, max: 1024 } } as const;
const one = { sizes: { kind: 'free', multiple: 64, min: 64, max: 64 } } as const;

describe('the size of an extended canvas', () => {
  it('is one that the model can make, at the picture’s own scale where there is room', () => {
    expect(sizeFor(free, { width: 700, height: 512 })).toEqual({ width: 704, height: 512 });
    expect(sizeFor(free, { width: 2048, height: 1024 })).toEqual({ width: 1024, height: 512 });
    expect(sizeFor(one, { width: 96, height: 64 })).toEqual({ width: 64, height: 64 });
    expect(
      sizeFor(
        {
          sizes: {
            kind: 'fixed',
            list: [
              [512, 512],
              [768, 512],
            ],
          },
        },
        { width: 90, height: 60 },
      ),
    ).toEqual({ width: 768, height: 512 });
  });

  it.each([
    [{ left: 0, top: 0, right: 32, bottom: 0 }],
    [{ left: 16, top: 16, right: 16, bottom: 16 }],
    [{ left: 0, top: 40, right: 0, bottom: 0 }],
  ])('has the shape of the result, and no side loses anything: %o', (sides) => {
    for (const model of [free, one]) {
      const picture = { width: 300, height: 260 };
      const target = sizeFor(model, { width: 300 + sides.left + sides.right, height: 260 + sides.top + sides.bottom });
      const all = grown(picture, sides, target);
      for (const side of ['left', 'top', 'right', 'bottom'] as const) expect(all[side]).toBeGreaterThanOrEqual(sides[side]);
      const ratio = (300 + all.left + all.right) / (260 + all.top + all.bottom);
      expect(Math.abs(ratio - target.width / target.height)).toBeLessThan(0.01);
    }
  });
});

describe('an extended picture', () => {
  const picture = {
    width: 8,
    height: 6,
    data: Uint8ClampedArray.from({ length: 8 * 6 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 7) % 256)),
  };
  const sides = { left: 3, top: 0, right: 5, bottom: 2 };
  const made = extended(picture, sides);

  it('keeps every byte of the picture, and is the same each time', () => {
    expect([made.width, made.height]).toEqual([16, 8]);
    for (let y = 0; y < 6; y++) {
      const row = made.data.slice(4 * (y * 16 + 3), 4 * (y * 16 + 3 + 8));
      expect(row).toEqual(picture.data.slice(4 * y * 8, 4 * (y + 1) * 8));
    }
    expect(extended(picture, sides)).toEqual(made);
  });

  it('goes on as its own mirror image, with noise that grows', () => {
    const grey = { width: 40, height: 40, data: new Uint8ClampedArray(40 * 40 * 4).fill(128) };
    const wide = extended(grey, { left: 0, top: 0, right: 40, bottom: 0 });
    const spread = (from: number, to: number): number => {
      const values = Array.from(
        { length: 40 * (to - from) },
        (_, i) => wide.data[4 * (Math.floor(i / (to - from)) * 80 + from + (i % (to - from)))]! - 128,
      );
      return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    };
    expect(spread(0, 40)).toBe(0);
    expect(spread(40, 43)).toBeGreaterThan(1);
    expect(spread(60, 80)).toBeGreaterThan(2 * spread(40, 43));
  });

  it('has a mask that is white where the canvas is new and slopes only into the picture', () => {
    const { data } = extensionMask({ width: 20, height: 4 }, { left: 4, top: 0, right: 0, bottom: 0 }, 3);
    expect(Array.from({ length: 10 }, (_, x) => data[4 * x])).toEqual([255, 255, 255, 255, 191, 128, 64, 0, 0, 0]);
  });
});

describe('a picture of another size', () => {
  it('is as large in the result as the rest leaves it', () => {
    expect(within({ width: 64, height: 48 }, { left: 32, top: 0, right: 32, bottom: 0 }, { width: 128, height: 48 })).toEqual({
      width: 64,
      height: 48,
    });
    expect(within({ width: 64, height: 64 }, { left: 16, top: 16, right: 48, bottom: 48 }, { width: 64, height: 64 })).toEqual({
      width: 32,
      height: 32,
    });
  });

  it('is scaled as a start, and cut where its shape is another one', () => {
    const square = { width: 64, height: 64 };
    expect(startOf(square, square)).toBe('kept');
    expect(startOf({ width: 512, height: 512 }, square)).toBe('scaled');
    expect(startOf({ width: 1000, height: 999 }, square)).toBe('scaled');
    expect(startOf({ width: 512, height: 768 }, square)).toBe('cut');
  });
});
