import { placeOf } from '../../denoisers/guidance/curve.ts';
import type { ConditionName, GuidanceMemory, Predict } from '../../denoisers/guidance/guidance.ts';
import type { Denoise } from '../../samplers/sampler.ts';
import type { Model } from '../model.ts';
import type { Planner } from '../planner.ts';
import type { PictureRequest } from '../types.ts';
import { batchedNetworks } from './batching.ts';
import { conditionOf, type Texts, textsOf } from './conditions.ts';
import { guidanceFor, predictWith } from './guide.ts';
import { batchNetwork, type CallCounter, singleNetworks } from './network.ts';
import type { Start, Tools } from './start.ts';
import { type AfterTile, tiledPredict } from './tiled-predict.ts';
import { crop, scaled, type Tile, tilesOf } from './tiling.ts';
import type { Text } from './text.ts';
import type { Place } from './text-at.ts';
import type { Words } from '../../words/sentence.ts';

/** Words and guidance, and until which step (counted over all passes) they hold. A branched run has more than one voice. */
export type Voice = Readonly<{ until: number; request: PictureRequest; texts: Texts; weakTexts: Texts }>;

/** The voices of a request, in the order in which they hold. */
export const voicesOf = (
  model: Model,
  weak: Model | null,
  request: PictureRequest,
  signal: AbortSignal,
  warnings: Words[],
): readonly Voice[] =>
  [...(request.earlier ?? []), { until: Infinity }].map(({ until, ...said }) => {
    const own = { ...request, ...said };
    const texts = textsOf(model, own, signal, warnings);
    return { until, request: own, texts, weakTexts: weak === null ? texts : textsOf(weak, own, signal, warnings) };
  });

export const voiceAt = (voices: readonly Voice[], step: number): Voice => voices.find(({ until }) => step < until)!;

/** What the denoisers of one pass are made of. */
export type Speaking = Readonly<{
  model: Model;
  weak: Model | null;
  planner: Planner;
  counter: CallCounter;
  size: Readonly<{ width: number; height: number }>;
  tools: Tools;
  extra: Start['extra'];
  memory: GuidanceMemory;
  /** Steps of an earlier pass. */
  before: number;
  afterTile: AfterTile;
}>;

/** How many pictures go through the network together. A batch is free on a GPU and twice the work on a processor; graphs of a fixed batch have no choice. */
const batchOf = ({ provider, parts }: Model): number => {
  const { batch } = parts.denoiser.role;
  if (typeof batch === 'number') return batch;
  return provider === 'cpu' ? 1 : Infinity;
};

/** The part of the further channels that belongs to a tile. */
const extraAt = ({ extra, tools: { shape } }: Speaking, tile: Tile): Float32Array | null => {
  if (extra === null) return null;
  const channels = extra.length / (shape.width * shape.height);
  return Float32Array.from(crop({ ...shape, channels, data: extra }, tile));
};

/**
 * The denoisers of a model in one pass, by tile and text: a prompt that changes over the steps has several. One text may stand with the picture and
 * without. All tiles are of one size.
 */
const denoisersOf = async (speaking: Speaking, tiles: readonly Tile[], model: Model, texts: Texts, scale: number) => {
  const { size, tools, planner, counter } = speaking;
  const isOwn = model === speaking.model;
  const plan = isOwn ? tools.plan : planner.planFor(model, tools.passSettings);
  const { channels, factor } = model.parts.vae;
  const session = await batchNetwork(model, { ...tiles[0]!, channels });
  const most = batchOf(model);
  const bind = most > 1 ? batchedNetworks(session, most, counter) : singleNetworks(session, counter);
  return (tile: Tile) => {
    const facts = { size, part: scaled(tile, factor), scale, extra: isOwn ? extraAt(speaking, tile) : null };
    const told = new Map<Text, Denoise>();
    const imageless = new Map<Text, Denoise>();
    return async (name: ConditionName, place: Place): Promise<Denoise> => {
      const text = await texts(name, place);
      const known = name === 'imageless' ? imageless : told;
      const denoise = known.get(text) ?? plan.denoiser(bind(conditionOf(model, text, name, facts)));
      known.set(text, denoise);
      return denoise;
    };
  };
};

/** The guided denoiser of one voice in one pass. */
export const denoiserOfVoice = async (speaking: Speaking, { request, texts, weakTexts }: Voice): Promise<Denoise> => {
  const { model, weak, tools, before, memory, afterTile } = speaking;
  const { plan, shape, tiling } = tools;
  const tiles = tilesOf(shape, tiling);
  const own = await denoisersOf(speaking, tiles, model, texts, request.guidance.scale);
  const weaker = weak === null ? null : await denoisersOf(speaking, tiles, weak, weakTexts, request.guidance.scale);
  const count = plan.sigmas.length - 1;
  const predictOf = (tile: Tile): Predict => {
    const [ownHere, weakerHere] = [own(tile), weaker?.(tile)];
    return predictWith((name, sigma) => {
      const place = { index: Math.min(Math.floor(placeOf(plan.sigmas, sigma)), count - 1), count, before };
      return name === 'weak' && weakerHere !== undefined ? weakerHere('positive', place) : ownHere(name, place);
    }, batchOf(model) > 1);
  };
  const parts = new Map(tiles.map((tile) => [tile, predictOf(tile)]));
  const [whole] = parts.values();
  const predict =
    tiling === null || tiles.length === 1
      ? whole!
      : tiledPredict((tile) => parts.get(tile)!, { shape, tiles, overlap: tiling.overlap, after: afterTile });
  const guided = guidanceFor(
    model,
    request,
  )({
    sigmas: plan.sigmas,
    precondition: plan.precondition,
    channels: shape.channels,
    memory,
    predict,
  });
  return plan.limited(guided);
};
