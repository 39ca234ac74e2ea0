/** Planes of numbers, one after the other. */
export type Planes = Readonly<{ width: number; height: number; channels: number; data: ArrayLike<number> }>;
type Size = Readonly<{ width: number; height: number }>;

/** A tile's size, and how far neighbours reach into each other: in points of whatever is tiled. */
export type Tiling = Size & Readonly<{ overlap: number }>;
export type Tile = Size & Readonly<{ x: number; y: number }>;

/** Where tiles begin along one side; the last ends at the end. */
const startsAlong = (size: number, side: number, overlap: number): readonly number[] => {
  if (size <= side) return [0];
  const count = Math.ceil((size - side) / (side - overlap)) + 1;
  return Array.from({ length: count }, (_, i) => Math.min(i * (side - overlap), size - side));
};

/** Row by row, all of one size; one alone where it holds everything, or where nothing is tiled. */
export const tilesOf = (size: Size, tiling: Tiling | null): readonly Tile[] => {
  if (tiling === null) return [{ x: 0, y: 0, width: size.width, height: size.height }];
  const [width, height] = [Math.min(tiling.width, size.width), Math.min(tiling.height, size.height)];
  const across = startsAlong(size.width, tiling.width, tiling.overlap);
  return startsAlong(size.height, tiling.height, tiling.overlap).flatMap((y) => across.map((x) => ({ x, y, width, height })));
};

/** The same tiles where every point is `factor` points a side: pixels of a latent. */
export const scaled = ({ x, y, width, height }: Tile, factor: number): Tile => ({
  x: x * factor,
  y: y * factor,
  width: width * factor,
  height: height * factor,
});

export const crop = ({ width, height, channels, data }: Planes, tile: Tile): Float64Array => {
  const out = new Float64Array(channels * tile.width * tile.height);
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < tile.height; row++) {
      const from = (channel * height + tile.y + row) * width + tile.x;
      for (let column = 0; column < tile.width; column++) out[at++] = data[from + column]!;
    }
  }
  return out;
};

/** 1 inside, falling in a straight line over the overlap towards sides where there is a neighbour. */
const feather = (start: number, length: number, size: number, overlap: number): readonly number[] =>
  Array.from({ length }, (_, i) => {
    const left = start === 0 ? 1 : (i + 0.5) / overlap;
    const right = start + length === size ? 1 : (length - i - 0.5) / overlap;
    return Math.min(1, left, right);
  });

/** The weighted mean of tiles over a canvas. */
export const createCanvas = ({ width, height }: Size) => {
  let sum = new Float64Array(0);
  let channels = 0;
  const weight = new Float64Array(width * height);
  return {
    /** `data` has the tile's size, in as many planes as the first. */
    add: (tile: Tile, data: ArrayLike<number>, overlap: number): void => {
      if (sum.length === 0) {
        channels = data.length / (tile.width * tile.height);
        sum = new Float64Array(channels * width * height);
      }
      const across = feather(tile.x, tile.width, width, overlap);
      const down = feather(tile.y, tile.height, height, overlap);
      for (let row = 0; row < tile.height; row++) {
        for (let column = 0; column < tile.width; column++) {
          const w = across[column]! * down[row]!;
          const at = (tile.y + row) * width + tile.x + column;
          weight[at]! += w;
          for (let channel = 0; channel < channels; channel++) {
            sum[channel * width * height + at]! += w * data[(channel * tile.height + row) * tile.width + column]!;
          }
        }
      }
    },
    mean: (): Float64Array => sum.map((value, i) => value / weight[i % weight.length]!),
  };
};
