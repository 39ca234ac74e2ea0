import type { ModelDescription, Sizes } from './description.ts';
import { PictureError } from './errors.ts';
import type { Model } from './model.ts';
import type { PictureRequest, Source, Tiles } from './types.ts';
import { type Words, sentence } from '../words/sentence.ts';

const mostSteps = 1_000;
/** A side of a picture that is made in tiles. */
const largestTiled = 8_192;
const longestPrompt = 8_000;
/** One beyond any sampler's use; larger numbers overflow float16 networks at once. */
const mostGuidance = 1_000;

const checkText = (name: Words, text: string): void => {
  if (text.length > longestPrompt) {
    throw new PictureError('prompt-invalid', sentence('prompt.long', { name, count: text.length, most: longestPrompt }));
  }
};

const checkSize = (width: number, height: number, { multiple, min, max, fixed }: Omit<Sizes, 'point'>, name: string): void => {
  if (fixed !== null) {
    if (width === fixed.width && height === fixed.height) return;
    throw new PictureError(
      'size-unsupported',
      sentence('size.exported-for', {
        name,
        width: { pixels: fixed.width },
        height: { pixels: fixed.height },
        asked: { pixels: width },
        askedHeight: { pixels: height },
      }),
    );
  }
  for (const [side, pixels] of [
    [sentence('side.width'), width],
    [sentence('side.height'), height],
  ] as const) {
    if (!Number.isInteger(pixels) || pixels < min || pixels > max || pixels % multiple !== 0) {
      throw new PictureError(
        'size-unsupported',
        sentence('size.side', { name, side, pixels: { pixels }, multiple, min: { pixels: min }, max: { pixels: max } }),
      );
    }
  }
};

/** A pass that is larger than a tile has the tile's size for the networks; itself it is made of whole latent points. */
const checkPass = (
  { width, height }: Readonly<{ width: number; height: number }>,
  { description, parts }: Model,
  tiles: Tiles | null,
): void => {
  const { sizes, name } = description;
  if (tiles === null) return checkSize(width, height, sizes, name);
  const { factor } = parts.vae;
  const { overlap } = tiles;
  if (!Number.isInteger(overlap) || overlap < 0 || overlap % factor !== 0 || overlap >= Math.min(tiles.width, tiles.height)) {
    throw new PictureError('size-unsupported', sentence('tiles.overlap', { overlap, multiple: factor }));
  }
  checkSize(Math.min(width, tiles.width), Math.min(height, tiles.height), sizes, name);
  checkSize(width, height, { multiple: factor, min: factor, max: largestTiled, fixed: null }, name);
};

const checkSteps = (steps: number): void => {
  if (!Number.isInteger(steps) || steps < 1 || steps > mostSteps) {
    throw new PictureError('steps-out-of-range', sentence('steps.range', { steps, most: mostSteps }));
  }
};

const checkStrength = (strength: number): void => {
  if (!(strength > 0 && strength <= 1)) {
    throw new PictureError('source-invalid', sentence('strength.range', { strength }));
  }
};

const checkBytes = (what: Words, data: Uint8Array, expected: number): void => {
  if (data.length === expected) return;
  throw new PictureError('source-invalid', sentence('source.not-whole', { what, bytes: data.length, expected }));
};

const checkSource = ({ image, mask, strength }: Source, width: number, height: number): void => {
  checkStrength(strength);
  for (const [what, picture, channels] of [
    [sentence('name.source'), image, 3],
    ...(mask === null ? [] : [[sentence('name.mask'), mask, 1] as const]),
  ] as const) {
    if (picture.width !== width || picture.height !== height) {
      throw new PictureError(
        'source-invalid',
        sentence('source.other-size', {
          what,
          width: { pixels: picture.width },
          height: { pixels: picture.height },
          asked: { pixels: width },
          askedHeight: { pixels: height },
        }),
      );
    }
    checkBytes(what, picture.data, width * height * channels);
  }
};

const checkTask = ({ name, tasks }: ModelDescription, source: Source | null): void => {
  if (tasks.includes('edit')) {
    if (source === null) throw new PictureError('source-invalid', sentence('source.needed', { name }));
    if (source.mask === null) return;
    throw new PictureError('source-invalid', sentence('source.no-mask', { name }));
  }
  const task = source === null ? 'text-to-image' : source.mask === null ? 'image-to-image' : 'inpaint';
  if (tasks.includes(task)) return;
  const able = tasks.length === 0 ? sentence('task.none') : tasks.map((one) => sentence(`task.${one}`));
  throw new PictureError('source-invalid', sentence('model.task', { name, task: sentence(`task.${task}`), able }));
};

/** Throws a `PictureError` for the first thing in the request that cannot be done. Pieces by unknown names are found by whoever looks them up. */
export const checkRequest = (model: Model, request: PictureRequest): void => {
  const { description } = model;
  const { width, height, tiles = null, steps, seed, guidance, source, hires } = request;
  if (request.prompt.trim() === '') throw new PictureError('prompt-invalid', sentence('prompt.empty'));
  checkText(sentence('name.prompt'), request.prompt);
  checkText(sentence('name.negativePrompt'), request.negativePrompt);
  checkPass({ width, height }, model, tiles);
  checkSteps(steps);
  if (!Number.isFinite(guidance.scale) || Math.abs(guidance.scale) > mostGuidance) {
    throw new PictureError('guidance-invalid', sentence('guidance.range', { scale: guidance.scale }));
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new PictureError('seed-invalid', sentence('seed.range', { seed, most: Number.MAX_SAFE_INTEGER }));
  }
  checkTask(description, source);
  if (source !== null) checkSource(source, width, height);
  if (hires != null) {
    if (source?.mask != null) {
      throw new PictureError('source-invalid', sentence('hires.no-mask'));
    }
    checkPass(hires, model, tiles);
    checkSteps(hires.steps);
    checkStrength(hires.strength);
  }
};
