import type { ModelDescription, Sizes } from './description.ts';
import { PictureError } from './errors.ts';
import type { Model } from './model.ts';
import type { PictureRequest, Source } from './types.ts';

const mostSteps = 1_000;
const longestPrompt = 8_000;
/** One beyond any sampler's use; larger numbers overflow float16 networks at once. */
const mostGuidance = 1_000;

const checkText = (name: string, text: string): void => {
  if (text.length > longestPrompt) {
    throw new PictureError(
      'prompt-invalid',
      `The ${name} has ${text.length} characters; at most ${longestPrompt} can be used. Shorten it.`,
    );
  }
};

const checkSize = (width: number, height: number, { multiple, min, max, fixed }: Sizes, name: string): void => {
  if (fixed !== null) {
    if (width === fixed.width && height === fixed.height) return;
    throw new PictureError(
      'size-unsupported',
      `${name} was exported for ${fixed.width} × ${fixed.height} alone; it cannot make ${width} × ${height}.`,
    );
  }
  for (const [side, pixels] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!Number.isInteger(pixels) || pixels < min || pixels > max || pixels % multiple !== 0) {
      throw new PictureError(
        'size-unsupported',
        `${name} cannot make a picture with a ${side} of ${pixels}: it has to be a multiple of ${multiple} between ${min} and ${max}.`,
      );
    }
  }
};

const checkSteps = (steps: number): void => {
  if (!Number.isInteger(steps) || steps < 1 || steps > mostSteps) {
    throw new PictureError('steps-out-of-range', `${steps} steps cannot be done: choose a whole number from 1 to ${mostSteps}.`);
  }
};

const checkStrength = (strength: number): void => {
  if (!(strength > 0 && strength <= 1)) {
    throw new PictureError('source-invalid', `A strength of ${strength} cannot be used: it has to be above 0 and at most 1.`);
  }
};

const checkBytes = (what: string, data: Uint8Array, expected: number): void => {
  if (data.length === expected) return;
  throw new PictureError('source-invalid', `The ${what} is not whole: ${data.length} of ${expected} bytes. Choose it again.`);
};

const checkSource = ({ image, mask, strength }: Source, width: number, height: number): void => {
  checkStrength(strength);
  for (const [what, picture, channels] of [['parent image', image, 3], ...(mask === null ? [] : [['mask', mask, 1] as const])] as const) {
    if (picture.width !== width || picture.height !== height) {
      throw new PictureError(
        'source-invalid',
        `The ${what} is ${picture.width} × ${picture.height}, the picture ${width} × ${height}: it has to be resized first.`,
      );
    }
    checkBytes(what, picture.data, width * height * channels);
  }
};

const checkTask = ({ name, tasks }: ModelDescription, source: Source | null): void => {
  if (tasks.includes('edit')) {
    if (source === null) throw new PictureError('source-invalid', `${name} edits a picture: choose the one to start from.`);
    if (source.mask === null) return;
    throw new PictureError('source-invalid', `${name} edits whole pictures; it cannot keep to a mask. Take the mask away.`);
  }
  const task = source === null ? 'text-to-image' : source.mask === null ? 'image-to-image' : 'inpaint';
  if (tasks.includes(task)) return;
  const able = tasks.length === 0 ? 'nothing here' : tasks.join(', ');
  throw new PictureError('source-invalid', `${name} cannot do ${task}; it can do ${able}. Choose another model or another way to start.`);
};

/** Throws a `PictureError` for the first thing in the request that cannot be done. Pieces by unknown names are found by whoever looks them up. */
export const checkRequest = ({ description }: Model, request: PictureRequest): void => {
  const { width, height, steps, seed, guidance, source, hires } = request;
  if (request.prompt.trim() === '') throw new PictureError('prompt-invalid', 'The prompt is empty. Say what the picture should show.');
  checkText('prompt', request.prompt);
  checkText('negative prompt', request.negativePrompt);
  checkSize(width, height, description.sizes, description.name);
  checkSteps(steps);
  if (!Number.isFinite(guidance.scale) || Math.abs(guidance.scale) > mostGuidance) {
    throw new PictureError('guidance-invalid', `A guidance of ${guidance.scale} cannot be used: choose a number from 0 to 30 or so.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new PictureError('seed-invalid', `${seed} cannot be a seed: choose a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
  }
  checkTask(description, source);
  if (source !== null) checkSource(source, width, height);
  if (hires != null) {
    if (source?.mask != null) {
      throw new PictureError('source-invalid', 'A second, larger pass cannot keep to a mask. Leave out one of the two.');
    }
    checkSize(hires.width, hires.height, description.sizes, description.name);
    checkSteps(hires.steps);
    checkStrength(hires.strength);
  }
};
