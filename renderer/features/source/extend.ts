import type { Model } from '../../../electron/contract/records.ts';

export type Sides = Readonly<Record<'left' | 'top' | 'right' | 'bottom', number>>;
export type Size = Readonly<{ width: number; height: number }>;
/** RGBA bytes, row by row. */
export type Pixels = Size & Readonly<{ data: Uint8ClampedArray }>;

/** The size that a model can make which comes nearest to the shape of a canvas, at its own scale where that is possible. */
export const sizeFor = ({ sizes }: Pick<Model, 'sizes'>, { width, height }: Size): Size => {
  if (sizes.kind === 'fixed') {
    const off = ([w, h]: readonly [number, number]): number => Math.abs(Math.log((w / h) * (height / width)));
    const [w, h] = sizes.list.toSorted((a, b) => off(a) - off(b))[0] ?? [width, height];
    return { width: w, height: h };
  }
  const { multiple, min, max } = sizes;
  const scale = Math.max(Math.min(1, max / Math.max(width, height)), min / Math.min(width, height));
  const fit = (side: number): number => Math.min(max, Math.max(min, Math.round((side * scale) / multiple) * multiple));
  return { width: fit(width), height: fit(height) };
};

/** The sides, grown until the canvas has the very shape of `target`; what is missing goes where there is something already, else to both. */
export const grown = (picture: Size, sides: Sides, target: Size): Sides => {
  const width = picture.width + sides.left + sides.right;
  const height = picture.height + sides.top + sides.bottom;
  const scale = Math.max(width / target.width, height / target.height);
  const share = (less: number, first: number, second: number): readonly [number, number] => {
    if (first > 0 && second === 0) return [less, 0];
    if (second > 0 && first === 0) return [0, less];
    return [Math.floor(less / 2), Math.ceil(less / 2)];
  };
  const [left, right] = share(Math.round(target.width * scale) - width, sides.left, sides.right);
  const [top, bottom] = share(Math.round(target.height * scale) - height, sides.top, sides.bottom);
  return { left: sides.left + left, right: sides.right + right, top: sides.top + top, bottom: sides.bottom + bottom };
};

/** How large the picture is in a result of the size of `target`. */
export const within = ({ width, height }: Size, { left, right }: Sides, target: Size): Size => {
  const scale = target.width / (width + left + right);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
};

/** What becomes of a picture that a picture of the size `to` starts from: it is scaled until it covers that, and the rest is cut off evenly. */
export const startOf = (from: Size, to: Size): 'kept' | 'scaled' | 'cut' => {
  if (from.width === to.width && from.height === to.height) return 'kept';
  const scale = Math.max(to.width / from.width, to.height / from.height);
  const over = Math.max(from.width * scale - to.width, from.height * scale - to.height);
  return over < 1 ? 'scaled' : 'cut';
};

/** A number in [−1, 1) for every place: the same picture is extended in the same way each time. */
const roughness = (x: number, y: number, channel: number): number => {
  let h = Math.imul(x, 374_761_393) ^ Math.imul(y, 668_265_263) ^ Math.imul(channel + 1, 2_246_822_519);
  h = Math.imul(h ^ (h >>> 13), 1_274_126_177);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 31 - 1;
};

const mirrored = (at: number, length: number): number => {
  const period = 2 * length;
  const place = ((at % period) + period) % period;
  return place < length ? place : period - 1 - place;
};

/** The picture on a larger canvas: around it its own mirror image, noisier with every pixel away from it. */
export const extended = ({ width, height, data }: Pixels, { left, top, right, bottom }: Sides): Pixels => {
  const [outWidth, outHeight] = [width + left + right, height + top + bottom];
  const out = new Uint8ClampedArray(outWidth * outHeight * 4);
  const reach = Math.max(8, Math.min(width, height) / 4);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const [fromX, fromY] = [x - left, y - top];
      const outside = Math.max(-fromX, fromX - width + 1, -fromY, fromY - height + 1, 0);
      const from = 4 * (mirrored(fromY, height) * width + mirrored(fromX, width));
      const at = 4 * (y * outWidth + x);
      const noise = outside === 0 ? 0 : 48 * Math.min(1, outside / reach);
      for (let channel = 0; channel < 3; channel++)
        out[at + channel] = data[from + channel]! + (noise === 0 ? 0 : noise * roughness(x, y, channel));
      out[at + 3] = 255;
    }
  }
  return { width: outWidth, height: outHeight, data: out };
};

/** White where the canvas is new, black on the picture; between the two a slope of `feather` pixels, inside the picture. */
export const extensionMask = ({ width, height }: Size, { left, top, right, bottom }: Sides, feather: number): Pixels => {
  const [outWidth, outHeight] = [width + left + right, height + top + bottom];
  const out = new Uint8ClampedArray(outWidth * outHeight * 4);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      // pixels into the picture, from the sides that are extended
      const inside = Math.min(
        left > 0 ? x - left : Infinity,
        right > 0 ? left + width - 1 - x : Infinity,
        top > 0 ? y - top : Infinity,
        bottom > 0 ? top + height - 1 - y : Infinity,
      );
      const value = inside < 0 ? 255 : inside >= feather ? 0 : 255 * (1 - (inside + 1) / (feather + 1));
      const at = 4 * (y * outWidth + x);
      out.fill(value, at, at + 3);
      out[at + 3] = 255;
    }
  }
  return { width: outWidth, height: outHeight, data: out };
};
