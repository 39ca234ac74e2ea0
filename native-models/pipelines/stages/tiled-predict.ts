import type { Predict } from '../../denoisers/guidance/guidance.ts';
import type { LatentShape } from './network.ts';
import { createCanvas, crop, type Tile } from './tiling.ts';

/** Called, and waited for, after each tile of a call: `done` of `count`. */
export type AfterTile = (done: number, count: number) => Promise<void>;

/**
 * A prediction over a latent that is larger than the network takes: each tile's own prediction, and where tiles overlap their weighted mean
 * (MultiDiffusion: Bar-Tal et al., 2023, eq. 5, with weights that fall towards a tile's edges). `predictOf` answers for one tile, whose size
 * all have. Guidance and sampler see one latent, so that memory beyond it is bounded by the tile.
 */
export const tiledPredict =
  (
    predictOf: (tile: Tile) => Predict,
    { shape, tiles, overlap, after }: Readonly<{ shape: LatentShape; tiles: readonly Tile[]; overlap: number; after: AfterTile }>,
  ): Predict =>
  async (names, x, sigma, signal) => {
    const whole = names.map(() => createCanvas(shape));
    for (const [index, tile] of tiles.entries()) {
      const predictions = await predictOf(tile)(names, crop({ ...shape, data: x }, tile), sigma, signal);
      predictions.forEach((prediction, i) => whole[i]!.add(tile, prediction, overlap));
      await after(index + 1, tiles.length);
    }
    return whole.map(({ mean }) => mean());
  };
