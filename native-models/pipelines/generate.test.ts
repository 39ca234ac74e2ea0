import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../sessions/session.ts';
import type { Numbers } from '../sessions/tensor.ts';
import {
  closeModel,
  generatePicture,
  type Model,
  openModel,
  type Picture,
  type PictureRequest,
  type PictureResult,
  type TilePlace,
} from './index.ts';
import { withScheduler } from './model.ts';
import { smallRequest, tinyModel } from './test-model.ts';
import { saying } from '../words/saying.ts';

const scheduler = {
  _class_name: 'DDIMScheduler',
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  beta_end: 0.012,
  steps_offset: 1,
  set_alpha_to_one: true,
  clip_sample: false,
};

let model: Model;
let networkCalls = 0;
beforeAll(async () => {
  const opened = await openModel(tinyModel('sd15-tiny'), {
    provider: 'cpu',
    around: (name, call) => {
      if (name.startsWith('unet')) networkCalls++;
      return call();
    },
  });
  model = withScheduler(opened, scheduler);
});
afterAll(() => closeModel(model));

const forever = (): AbortSignal => new AbortController().signal;

const make = async (request: Partial<PictureRequest> = {}, on: Model = model): Promise<PictureResult & { indices: readonly string[] }> => {
  const run = generatePicture(on, { ...smallRequest, ...request }, forever());
  const indices: string[] = [];
  let item = await run.next();
  for (; item.done !== true; item = await run.next())
    if (item.value.kind === 'step') indices.push(`${item.value.index}/${item.value.count}`);
  return { ...item.value, indices };
};

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

const sameBytes = (a: Picture, b: Picture): boolean => Buffer.from(a.data).equals(Buffer.from(b.data));
const largestDifference = (a: Picture, b: Picture): number =>
  a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);

/** A picture in which every pixel can be told from its neighbours. */
const pattern = (width = 64, height = 64): Picture => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37 + (i >> 6)) % 256),
});
const rightHalf = { width: 64, height: 64, data: Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64 >= 32 ? 255 : 0)) };

/** The model with one network's answers changed. */
const tampered = (
  file: string,
  change: (results: Readonly<Record<string, Numbers>>, call: number) => Readonly<Record<string, Numbers>>,
): Model => {
  let calls = 0;
  return {
    ...model,
    session: async (component): Promise<Session> => {
      const session = await model.session(component);
      if (!component.file.startsWith(file)) return session;
      return { ...session, run: async (feeds, wanted) => change(await session.run(feeds, wanted), calls++) };
    },
  };
};

const map = (results: Readonly<Record<string, Numbers>>, value: (x: number) => number): Readonly<Record<string, Numbers>> =>
  Object.fromEntries(Object.entries(results).map(([name, { data, dims }]) => [name, { dims, data: Float32Array.from(data, value) }]));

describe('generatePicture', () => {
  it('makes the same bytes of the same request, other bytes of another seed', async () => {
    const [first, again, other] = [await make(), await make(), await make({ seed: 8 })];
    expect(sameBytes(first.picture, again.picture)).toBe(true);
    expect(sameBytes(first.picture, other.picture)).toBe(false);
    const reopened = withScheduler(await openModel(tinyModel('sd15-tiny'), { provider: 'cpu', threads: 1 }), scheduler);
    expect(largestDifference((await make({}, reopened)).picture, first.picture)).toBeLessThanOrEqual(1);
    await closeModel(reopened);
  });

  it('reports its steps and previews that approach the picture', async () => {
    const run = generatePicture(model, { ...smallRequest, steps: 4 }, forever());
    const kinds: string[] = [];
    let preview: Picture | null = null;
    let item = await run.next();
    for (; item.done !== true; item = await run.next()) {
      kinds.push(item.value.kind);
      if (item.value.kind === 'step') preview = await item.value.preview();
    }
    expect(kinds).toEqual(['encoding', 'step', 'step', 'step', 'step', 'decoding']);
    // Euler's last step goes to what the network last believed
    expect(largestDifference(preview!, item.value.picture)).toBeLessThanOrEqual(1);
  });

  it('says how far each step went', async () => {
    const run = generatePicture(model, { ...smallRequest, steps: 4 }, forever());
    const found: { change: number; expected: number }[] = [];
    const sigmas: number[] = [];
    let before: Float64Array | null = null;
    let item = await run.next();
    for (; item.done !== true; item = await run.next()) {
      if (item.value.kind !== 'step') continue;
      const { latent, change, sigma, sigmaNext } = item.value;
      if (before !== null)
        found.push({ change, expected: Math.hypot(...latent.map((x, i) => x - before![i]!)) / Math.sqrt(latent.length) });
      expect(change).toBeGreaterThan(0);
      before = latent;
      sigmas.push(sigma, sigmaNext);
    }
    expect(found).toHaveLength(3);
    for (const { change, expected } of found) expect(change).toBeCloseTo(expected, 10);
    expect(sigmas.slice(1, -1).filter((_, i) => i % 2 === 0)).toEqual(sigmas.slice(2).filter((_, i) => i % 2 === 0));
    expect(sigmas.at(-1)).toBe(0);
  });

  it('previews large pictures small', async () => {
    const run = generatePicture(
      model,
      { ...smallRequest, width: 512, height: 384, steps: 1, guidance: { id: 'cfg@1', options: {}, scale: 1 } },
      forever(),
    );
    let item = await run.next();
    while (item.done !== true && item.value.kind !== 'step') item = await run.next();
    if (item.done === true || item.value.kind !== 'step') throw new Error('no step');
    const { width, height, data } = await item.value.preview();
    expect([width, height, data.length]).toEqual([256, 192, 256 * 192 * 3]);
    await run.return({ picture: { width, height, data }, calls: 0, warnings: [] });
  });

  it('counts the network calls that it makes, and makes none that guidance does not need', async () => {
    const calls = async (request: Partial<PictureRequest>): Promise<number> => {
      networkCalls = 0;
      const result = await make(request);
      expect(result.calls).toBe(networkCalls);
      return result.calls;
    };
    const guided = (scale: number, options = {}) => ({ guidance: { id: 'cfg@1', options, scale } });
    expect(await calls(guided(5))).toBe(6);
    expect(await calls(guided(1))).toBe(3);
    expect(await calls(guided(0))).toBe(3);
    expect(await calls({ ...guided(5, { intervalHigh: 1 }), steps: 8 })).toBeLessThan(16);
    expect(await calls({ ...guided(5), sampler: { id: 'heun@1', options: {} } })).toBe(10);
  });

  it('guidance of 1 or less is the prompt alone', async () => {
    const guided = (scale: number, negativePrompt: string) => make({ negativePrompt, guidance: { id: 'cfg@1', options: {}, scale } });
    expect(sameBytes((await guided(1, 'rain')).picture, (await guided(0, '')).picture)).toBe(true);
    expect(sameBytes((await guided(1, 'rain')).picture, (await guided(2, 'rain')).picture)).toBe(false);
  });

  it('gives the same picture when both passes go out as one batch', async () => {
    const [single, batched] = [await make(), await make({}, { ...model, provider: 'webgpu' })];
    expect(largestDifference(single.picture, batched.picture)).toBeLessThanOrEqual(1);
    expect(batched.calls).toBe(single.calls);
  });

  it('stops before the next network call when aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = generatePicture(model, smallRequest, controller.signal);
    for (let item = await run.next(); item.done !== true && item.value.kind !== 'step'; ) item = await run.next();
    networkCalls = 0;
    controller.abort(reason);
    await expect(run.next()).rejects.toBe(reason);
    expect(networkCalls).toBe(0);
    const never = generatePicture(model, smallRequest, AbortSignal.abort(reason));
    await expect(never.next()).rejects.toBe(reason);
  });

  it('stops between the two passes of a step, too', async () => {
    const controller = new AbortController();
    const stopping = tampered('unet', (results) => {
      controller.abort(new Error('enough'));
      return results;
    });
    networkCalls = 0;
    const run = generatePicture(stopping, smallRequest, controller.signal);
    await expect(
      (async () => {
        while ((await run.next()).done !== true);
      })(),
    ).rejects.toThrow('enough');
    expect(networkCalls).toBe(1);
  });

  it('names the step in which numbers stop being numbers', async () => {
    const broken = tampered('unet', (results, call) => (call < 2 ? results : map(results, () => Number.NaN)));
    await expect(make({}, broken)).rejects.toMatchObject({
      code: 'not-finite',
      message: expect.stringContaining('The latent after step 2 of 3'),
    });
    const dark = tampered('vae_decoder', (results) => map(results, () => Infinity));
    await expect(make({}, dark)).rejects.toMatchObject({ code: 'not-finite', message: expect.stringContaining('The decoded picture') });
  });

  it('warns of a prompt that is too long, and takes it whole in windows where the syntax has them', async () => {
    const long = 'red balloon '.repeat(60);
    expect((await make({ prompt: long })).warnings).toEqual([saying(/^The prompt is too long for the model: “.+” was left out\.$/)]);
    const windows = await make({ prompt: long, promptSyntax: { id: 'a1111-weights@1', options: {} } });
    expect(windows.warnings).toEqual([]);
  });

  it('image-to-image keeps more of the picture the less strength it has', async () => {
    const source = (strength: number) =>
      make({ steps: 20, guidance: { id: 'cfg@1', options: {}, scale: 1 }, source: { image: pattern(), strength, mask: null } });
    const [weak, strong] = [await source(0.05), await source(1)];
    const unchanged = await source(0.051);
    expect(sameBytes(weak.picture, unchanged.picture)).toBe(true);
    expect(weak.calls).toBe(1);
    expect(strong.calls).toBe(20);
    expect(sameBytes(weak.picture, strong.picture)).toBe(false);
  });

  it('inpainting puts back the very bytes outside the mask, unless asked not to', async () => {
    const painted = async (outside: { outside?: 'decoded' }) =>
      (await make({ steps: 5, source: { image: pattern(), strength: 1, mask: rightHalf, ...outside } })).picture;
    const [decoded, original] = [await painted({ outside: 'decoded' }), await painted({})];
    const before = pattern().data;
    const changed = (picture: Picture, side: 'left' | 'right'): number =>
      picture.data.filter((value, i) => value !== before[i] && Math.floor(i / 3) % 64 >= 32 === (side === 'right')).length;
    expect(changed(original, 'left')).toBe(0);
    expect(changed(decoded, 'left')).toBeGreaterThan(0);
    expect(changed(original, 'right')).toBe(changed(decoded, 'right'));
  });

  it('inpainting with a network that knows masks keeps to it as well', async () => {
    const inpainter = await openModel(tinyModel('sd15-inpaint-tiny'), { provider: 'cpu' });
    const source = { image: pattern(), strength: 0.7, mask: rightHalf } as const;
    const { picture, calls } = await make({ steps: 10, source }, inpainter);
    expect(calls).toBe(14);
    expect(picture.data[0]).toBe(pattern().data[0]);
    expect(await codeOf(make({}, inpainter))).toBe('source-invalid');
    await closeModel(inpainter);
  });

  it.each(['latent', 'pixels'] as const)('hires fix makes a second, larger pass (%s)', async (enlarge) => {
    const hires = { width: 96, height: 128, strength: 0.5, steps: 6, enlarge };
    const { picture, calls, indices } = await make({ hires });
    expect([picture.width, picture.height, picture.data.length]).toEqual([96, 128, 96 * 128 * 3]);
    expect(calls).toBe(2 * (3 + 3));
    expect(indices).toEqual(['0/6', '1/6', '2/6', '3/6', '4/6', '5/6']);
  });

  it('in tiles makes the same bytes where one tile holds everything, and any size where it does not', async () => {
    const whole = await make();
    expect(sameBytes((await make({ tiles: { width: 64, height: 128, overlap: 16 } })).picture, whole.picture)).toBe(true);
    // three tiles across, one down, each asked under both conditions in each of three steps
    const wide = await make({ width: 160, tiles: { width: 64, height: 64, overlap: 16 } });
    expect([wide.picture.width, wide.picture.height, wide.calls]).toEqual([160, 64, 3 * 2 * 3]);
    const hires = { width: 96, height: 128, strength: 0.5, steps: 6, enlarge: 'pixels' as const };
    const second = await make({ hires, tiles: { width: 64, height: 64, overlap: 16 } });
    expect([second.picture.width, second.picture.height, second.calls]).toEqual([96, 128, 2 * (3 + 6 * 3)]);
  });

  it('in tiles says after each which it was, and stops between two', async () => {
    const controller = new AbortController();
    const places: string[] = [];
    const afterTile = async ({ step, steps, tile, tiles }: TilePlace): Promise<void> => {
      places.push(`${step}/${steps} ${tile}/${tiles}`);
      if (step === 2 && tile === 2) controller.abort(new Error('enough'));
    };
    const request = { ...smallRequest, width: 160, tiles: { width: 64, height: 64, overlap: 16 } };
    const run = generatePicture(model, request, controller.signal, { afterTile });
    await expect(
      (async () => {
        for (;;) if ((await run.next()).done === true) return;
      })(),
    ).rejects.toThrow('enough');
    expect(places).toEqual(['1/3 1/3', '1/3 2/3', '1/3 3/3', '2/3 1/3', '2/3 2/3']);
  });

  it('in tiles lets a network of one size make a larger picture, previews and all', async () => {
    const fixed: Model = { ...model, description: { ...model.description, sizes: { ...model.description.sizes, min: 64, max: 64 } } };
    await expect(make({ width: 128 }, fixed)).rejects.toMatchObject({ code: 'size-unsupported' });
    expect((await make({ width: 128, tiles: { width: 64, height: 64, overlap: 16 } }, fixed)).picture.width).toBe(128);
  });

  it('a prompt of A1111’s syntax may change over the steps; in the plain one brackets mean themselves', async () => {
    const written = (prompt: string, syntax: string) =>
      make({ prompt, steps: 4, guidance: { id: 'cfg@1', options: {}, scale: 1 }, promptSyntax: { id: syntax, options: {} } });
    const [cat, dog] = [await written('a cat', 'a1111-weights@1'), await written('a dog', 'a1111-weights@1')];
    const changing = await written('a [cat:dog:0.5]', 'a1111-weights@1');
    expect(sameBytes(changing.picture, cat.picture)).toBe(false);
    expect(sameBytes(changing.picture, dog.picture)).toBe(false);
    expect(sameBytes((await written('a [cat:dog:9]', 'a1111-weights@1')).picture, cat.picture)).toBe(true);
    expect(sameBytes((await written('a [cat:dog:9]', 'plain@1')).picture, cat.picture)).toBe(false);
  });

  it('takes the noise of SDE samplers from a path that another number of steps follows as well', async () => {
    const noisy = (steps: number, noise: string) =>
      make({
        steps,
        guidance: { id: 'cfg@1', options: {}, scale: 1 },
        sampler: { id: 'dpmpp-2m-sde@1', options: {} },
        noise: { id: noise, options: {} },
      });
    const [first, again] = [await noisy(4, 'torch-cpu@1'), await noisy(4, 'torch-cpu@1')];
    expect(sameBytes(first.picture, again.picture)).toBe(true);
    expect(sameBytes(first.picture, (await noisy(4, 'a1111-nv@1')).picture)).toBe(false);
    await noisy(1, 'torch-cpu@1');
  });

  it('PFGM++’s start is the Gaussian one in the limit, and another for a small D', async () => {
    const started = (prior: PictureRequest['prior']) => make({ prior, guidance: { id: 'cfg@1', options: {}, scale: 1 } });
    const gaussian = await started({ id: 'gaussian@1', options: {} });
    const nearly = await started({ id: 'pfgmpp@1', options: { extraDimensions: 1e9 } });
    const heavy = await started({ id: 'pfgmpp@1', options: { extraDimensions: 1 } });
    expect(largestDifference(nearly.picture, gaussian.picture)).toBeLessThanOrEqual(1);
    expect(sameBytes(heavy.picture, gaussian.picture)).toBe(false);
  });

  it('PFGM++’s start refuses a model whose own sampler adds noise at every step', async () => {
    const ancestral = withScheduler(model, { ...scheduler, _class_name: 'EulerAncestralDiscreteScheduler' });
    const request = { sampler: { id: 'model@1', options: {} }, prior: { id: 'pfgmpp@1', options: {} } };
    expect(await codeOf(make(request, ancestral))).toBe('piece-refused');
    expect(await codeOf(make({ ...request, sampler: { id: 'heun@1', options: {} } }, ancestral))).toBeNull();
  });

  it('autoguidance asks the weaker model in the negative prompt’s place', async () => {
    const guidance = { id: 'autoguidance@1', options: {}, scale: 2 };
    expect(await codeOf(make({ guidance }))).toBe('piece-refused');
    const weak = tampered('unet', (results) => map(results, (value) => 0.9 * value));
    const run = generatePicture(model, { ...smallRequest, guidance }, forever(), { weak });
    let item = await run.next();
    while (item.done !== true) item = await run.next();
    expect(item.value.calls).toBe(6);
    expect(sameBytes(item.value.picture, (await make({ guidance: { id: 'cfg@1', options: {}, scale: 1 } })).picture)).toBe(false);
  });

  const source = (change: object) => ({ source: { image: pattern(), strength: 0.5, mask: null, ...change } });
  it.each<[string, Partial<PictureRequest>, string, RegExp]>([
    ['an empty prompt', { prompt: '  ' }, 'prompt-invalid', /prompt is empty/],
    ['10,000 characters', { prompt: 'x'.repeat(10_000) }, 'prompt-invalid', /10,000 characters; at most 8000/],
    ['a long negative prompt', { negativePrompt: 'x'.repeat(10_000) }, 'prompt-invalid', /negative prompt has 10,000/],
    ['a size between two', { width: 72 }, 'size-unsupported', /width of 72: it has to be a multiple of 16 between 16 and 4096/],
    ['a size of nothing', { height: 0 }, 'size-unsupported', /height of 0/],
    ['a size of NaN', { height: Number.NaN }, 'size-unsupported', /height of NaN/],
    ['a size beyond all', { width: 65_536 }, 'size-unsupported', /width of 65536/],
    ['no steps', { steps: 0 }, 'steps-out-of-range', /0 steps cannot be done: choose a whole number from 1 to 1000/],
    ['10,000 steps', { steps: 10_000 }, 'steps-out-of-range', /10,000 steps/],
    ['half a step', { steps: 2.5 }, 'steps-out-of-range', /2\.5 steps/],
    ['guidance of NaN', { guidance: { id: 'cfg@1', options: {}, scale: Number.NaN } }, 'guidance-invalid', /guidance of NaN/],
    ['guidance without end', { guidance: { id: 'cfg@1', options: {}, scale: Infinity } }, 'guidance-invalid', /guidance of ∞/],
    ['a negative seed', { seed: -1 }, 'seed-invalid', /-1 cannot be a seed/],
    ['a sampler nobody knows', { sampler: { id: 'magic@1', options: {} } }, 'piece-refused', /magic@1/],
    [
      'noise at every step after a heavy-tailed start',
      { prior: { id: 'pfgmpp@1', options: {} }, sampler: { id: 'euler-ancestral@1', options: {} } },
      'piece-refused',
      /Euler a adds Gaussian noise/,
    ],
    ['a schedule nobody knows', { schedule: { id: 'magic@1', options: {} } }, 'piece-refused', /magic@1/],
    ['a guidance nobody knows', { guidance: { id: 'magic@1', options: {}, scale: 5 } }, 'piece-unknown', /magic@1/],
    ['a noise nobody knows', { noise: { id: 'magic@1', options: {} } }, 'piece-unknown', /magic@1/],
    ['a syntax nobody knows', { promptSyntax: { id: 'magic@1', options: {} } }, 'piece-unknown', /magic@1/],
    [
      'an option out of range',
      { guidance: { id: 'cfg@1', options: { rescale: 7 }, scale: 5 } },
      'piece-refused',
      /Rescale has to be between 0 and 1/,
    ],
    ['strength 0', source({ strength: 0 }), 'source-invalid', /strength of 0/],
    ['strength of NaN', source({ strength: Number.NaN }), 'source-invalid', /strength of NaN/],
    ['too little strength for a step', source({ strength: 0.1 }), 'source-invalid', /0\.1 of 3 steps leaves no step/],
    ['a picture of another size', source({ image: pattern(32, 64) }), 'source-invalid', /parent image is 32 × 64, the picture 64 × 64/],
    ['half a picture', source({ image: { ...pattern(), data: new Uint8Array(7) } }), 'source-invalid', /not whole: 7 of 12,288 bytes/],
    ['half a mask', source({ mask: { ...rightHalf, data: new Uint8Array(9) } }), 'source-invalid', /mask is not whole: 9 of 4096 bytes/],
    [
      'a second pass under a mask',
      { ...source({ mask: rightHalf }), hires: { width: 128, height: 128, strength: 0.5, steps: 3, enlarge: 'latent' } },
      'source-invalid',
      /cannot keep to a mask/,
    ],
    [
      'tiles that reach through each other',
      { width: 128, tiles: { width: 64, height: 64, overlap: 64 } },
      'size-unsupported',
      /cannot overlap by 64 pixels/,
    ],
    ['a tile that cannot be', { width: 128, tiles: { width: 60, height: 64, overlap: 0 } }, 'size-unsupported', /width of 60/],
    [
      'a second pass that cannot be',
      { hires: { width: 100, height: 64, strength: 0.5, steps: 3, enlarge: 'latent' } },
      'size-unsupported',
      /width of 100/,
    ],
  ])('%s gets a message that names it', async (_what, request, code, sentence) => {
    networkCalls = 0;
    await expect(make(request)).rejects.toMatchObject({ name: 'PictureError', code, message: expect.stringMatching(sentence) });
    expect(networkCalls).toBe(0);
  });

  it('says that a closed model is closed', async () => {
    const closed = withScheduler(await openModel(tinyModel('sd15-tiny'), { provider: 'cpu' }), scheduler);
    await closeModel(closed);
    expect(await codeOf(make({}, closed))).toBe('model-closed');
  });
});
