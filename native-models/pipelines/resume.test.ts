import { deserialize, serialize } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplers } from '../samplers/index.ts';
import {
  closeModel,
  generatePicture,
  type Model,
  openModel,
  type Picture,
  type PictureEvent,
  type PictureRequest,
  type PictureResult,
  type RunState,
} from './index.ts';
import { smallRequest, tinyModel } from './test-model.ts';

let model: Model;
let inpainting: Model;
beforeAll(async () => {
  model = await openModel(tinyModel('sd15-tiny'), { provider: 'cpu', threads: 1 });
  inpainting = await openModel(tinyModel('sd15-inpaint-tiny'), { provider: 'cpu', threads: 1 });
});
afterAll(() => Promise.all([closeModel(model), closeModel(inpainting)]));

const signal = new AbortController().signal;
type Taken = Readonly<{ result: PictureResult; states: readonly RunState[]; latents: readonly Float64Array[] }>;

/** A whole run. Its states go through bytes, as they do on their way to a file. */
const take = async (request: PictureRequest, from?: RunState, on: Model = model): Promise<Taken> => {
  const run = generatePicture(on, request, signal, from === undefined ? {} : { from });
  const states: RunState[] = [];
  const latents: Float64Array[] = [];
  let item: IteratorResult<PictureEvent, PictureResult> = await run.next();
  for (; item.done !== true; item = await run.next()) {
    if (item.value.kind !== 'step') continue;
    states.push(deserialize(serialize(item.value.state())) as RunState);
    latents.push(item.value.latent);
  }
  return { result: item.value, states, latents };
};

/** Stops after every step, goes on from there, and compares what comes out to the last bit. */
const expectEqualFromEverywhere = async (request: PictureRequest, on: Model = model): Promise<number> => {
  const whole = await take(request, undefined, on);
  for (const [done, state] of whole.states.entries()) {
    const rest = await take(request, state, on);
    expect(rest.latents, `latents after step ${done + 1}`).toEqual(whole.latents.slice(done + 1));
    expect(rest.result, `the picture from step ${done + 1}`).toEqual(whole.result);
  }
  return whole.states.length;
};

const pattern: Picture = { width: 64, height: 64, data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 37 + (i >> 6)) % 256) };
const rightHalf = { width: 64, height: 64, data: Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64 >= 32 ? 255 : 0)) };
const source = (mask: typeof rightHalf | null, strength = 0.7) => ({ image: pattern, strength, mask });
const piece = (id: string) => ({ id, options: {} });
const quick: PictureRequest = { ...smallRequest, width: 32, height: 32, steps: 5, guidance: { ...piece('cfg@1'), scale: 3 } };
const apg = { ...piece('apg@1'), scale: 4 };

describe('a run that goes on from where it stood equals one that was never stopped', () => {
  it.each(samplers.map(({ id }) => [id]))('with %s', async (id) => {
    expect(await expectEqualFromEverywhere({ ...quick, steps: 4, sampler: piece(id) })).toBeGreaterThan(0);
  });

  it.each<[string, Partial<PictureRequest>]>([
    ['from a picture', { source: source(null) }],
    ['from a picture, drawing at every step', { source: source(null), sampler: piece('euler-ancestral@1') }],
    ['under a mask', { source: source(rightHalf) }],
    ['under a mask at full strength', { source: source(rightHalf, 1), sampler: piece('unipc@1') }],
    ['under a mask with a multistep sampler', { source: source(rightHalf), sampler: piece('dpmpp-2m@1') }],
    ['with a second pass', { hires: { width: 96, height: 96, strength: 0.6, steps: 4, enlarge: 'pixels' } }],
    [
      'with a second pass of the latent that draws',
      { sampler: piece('dpmpp-2m-sde@1'), hires: { width: 96, height: 80, strength: 0.6, steps: 4, enlarge: 'latent' } },
    ],
    [
      'with a second pass in tiles',
      {
        guidance: apg,
        tiles: { width: 64, height: 64, overlap: 16 },
        hires: { width: 96, height: 80, strength: 0.6, steps: 4, enlarge: 'latent' },
      },
    ],
    ['with momentum in its guidance', { guidance: apg, sampler: piece('heun@1') }],
    ['from a heavy-tailed start', { prior: piece('pfgmpp@1'), sampler: piece('euler@1') }],
    ['with a prompt that changes', { prompt: 'a [red:blue:0.5] balloon', promptSyntax: piece('a1111-weights@1') }],
    ['with A1111’s noise', { noise: { id: 'a1111-nv@1', options: { etaNoiseSeedDelta: 31_337 } }, sampler: piece('euler-ancestral@1') }],
  ])('%s', async (_, change) => {
    const size = change.source === undefined && change.hires === undefined ? {} : { width: 64, height: 64 };
    await expectEqualFromEverywhere({ ...quick, ...size, ...change });
  });

  it('on a network that is shown the mask', async () => {
    await expectEqualFromEverywhere({ ...quick, width: 64, height: 64, source: source(rightHalf) }, inpainting);
  });
});

describe('a branch', () => {
  const said = { prompt: 'a blue fish', negativePrompt: 'rain', guidance: { ...piece('cfg@1'), scale: 6 } };
  const branched = ({ prompt, negativePrompt, guidance, ...rest }: PictureRequest, until: number): PictureRequest => ({
    ...rest,
    ...said,
    earlier: [...(rest.earlier ?? []), { until, prompt, negativePrompt, guidance }],
  });

  it.each<[string, Partial<PictureRequest>]>([
    ['a multistep sampler', { sampler: piece('dpmpp-2m@1') }],
    ['a sampler that asks twice a step', { sampler: piece('heun@1') }],
    ['momentum in the parent’s guidance', { guidance: apg }],
  ])('is its parent up to the step and itself afterwards, from the kept state or anew: %s', async (_, change) => {
    const parent = { ...quick, ...change };
    const whole = await take(parent);
    const child = branched(parent, 2);
    const [anew, going] = [await take(child), await take(child, whole.states[1])];
    expect(anew.latents.slice(0, 2)).toEqual(whole.latents.slice(0, 2));
    expect(anew.latents[2]).not.toEqual(whole.latents[2]);
    expect(going.latents).toEqual(anew.latents.slice(2));
    expect(going.result).toEqual(anew.result);
  });

  it('of a branch holds all three', async () => {
    const first = branched(quick, 1);
    const second = { ...branched(first, 3), prompt: 'a green tree' };
    const [grandparent, parent, child] = [await take(quick), await take(first), await take(second)];
    expect(child.latents[0]).toEqual(grandparent.latents[0]);
    expect(child.latents.slice(0, 3)).toEqual(parent.latents.slice(0, 3));
    expect(child.latents[3]).not.toEqual(parent.latents[3]);
    await expectEqualFromEverywhere(second);
  });

  it('in the second pass counts the steps of both', async () => {
    const parent: PictureRequest = {
      ...quick,
      width: 64,
      height: 64,
      hires: { width: 96, height: 96, strength: 0.6, steps: 4, enlarge: 'pixels' },
    };
    const whole = await take(parent);
    const steps = whole.states.length;
    const child = await take(branched(parent, steps - 1));
    expect(child.latents.slice(0, -1)).toEqual(whole.latents.slice(0, -1));
    expect(child.latents.at(-1)).not.toEqual(whole.latents.at(-1));
  });

  it('after the last step is refused', async () => {
    await expect(take(branched(quick, 5))).rejects.toMatchObject({
      code: 'steps-out-of-range',
      message: expect.stringContaining('5 steps'),
    });
  });
});
