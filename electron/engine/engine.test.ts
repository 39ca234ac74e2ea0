import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { z } from 'zod';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { aRecipe, engineModel } from '../contract/examples.ts';
import type { MemoryUse } from '../contract/devices.ts';
import type { Recipe } from '../contract/recipe.ts';
import { JobId } from '../contract/records.ts';
import { cancelled } from '../host/abort.ts';
import { type Engine, type RunFiles, type RunWatch, createEngine } from '../host/engine.ts';
import { engineVersion } from './version.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const golden = fileURLToPath(new URL('../../native-models/conformance/golden/pipelines/models/sd15-tiny', import.meta.url));

let engine: Engine;
let rests: MemoryUse[];
beforeAll(() => {
  rests = [];
  engine = createEngine({ node: process.execPath, main, provider: 'cpu', threads: 1 }, (memory) => void rests.push(memory));
});
afterAll(() => engine.close());

const watch = (changes: Partial<RunWatch> = {}): RunWatch => ({
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onPreview: () => undefined,
  ...changes,
});
const run = (folder: string, changes: Partial<Recipe> = {}, watching: RunWatch = watch(), sources: Partial<RunFiles> = {}, keepEvery = 0) =>
  engine.run(
    {
      ask: JobId.parse(randomUUID()),
      model: engineModel(folder),
      weak: changes.guidance?.weak == null ? null : engineModel(changes.guidance.weak.id),
      loras: [],
      inversions: [],
      recipe: aRecipe({ schedule: { id: 'karras@1', options: {} }, ...changes }),
      previewEvery: 1,
      keepEvery,
    },
    { image: null, mask: null, from: null, ...sources },
    watching,
  );

const clip = fileURLToPath(new URL('../../native-models/clip/golden/split', import.meta.url));

describe('the engine', () => {
  it('embeds pictures and texts with a CLIP, and says which picture it cannot read', async () => {
    const expected = z
      .object({
        texts: z.array(z.object({ text: z.string(), embedding: z.array(z.number()) })),
        pictures: z.array(z.object({ width: z.int(), height: z.int(), bytes: z.base64(), embedding: z.array(z.number()) })),
      })
      .parse(JSON.parse(readFileSync(join(clip, '..', 'expected.json'), 'utf8')));
    const [first] = expected.pictures;
    const { width, height } = first!;
    const png = await sharp(Buffer.from(first!.bytes, 'base64'), { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const request = { clip, files: '1', pictures: [Buffer.from('none'), png], texts: [expected.texts[0]!.text] };
    const { pictures, texts } = await engine.embed(request);
    expect(pictures[0]).toBeNull();
    for (const [i, value] of first!.embedding.entries()) expect(pictures[1]![i]).toBeCloseTo(value, 5);
    for (const [i, value] of expected.texts[0]!.embedding.entries()) expect(texts[0]![i]).toBeCloseTo(value, 5);
    await expect(engine.embed({ ...request, clip: golden })).rejects.toMatchObject({ error: { code: 'model-cannot' } });
    expect((await engine.embed(request)).pictures[1]).toEqual(pictures[1]);
  });

  it('makes a picture from a real model, step by step, with previews, and the same bytes again', async () => {
    const stages: string[] = [];
    const previews: Buffer[] = [];
    const { done, png } = await run(
      golden,
      {},
      watch({ onProgress: ({ stage, step }) => stages.push(`${stage} ${step}`), onPreview: (bytes) => previews.push(bytes) }),
    );
    expect(stages).toEqual(['loading 0', 'encoding 0', 'sampling 1', 'sampling 2', 'sampling 3', 'sampling 4', 'decoding 4']);
    expect(done).toMatchObject({ width: 64, height: 64, engine: engineVersion, provider: 'cpu' });
    expect(done.calls).toBeGreaterThanOrEqual(4);
    expect((await sharp(png).metadata()).width).toBe(64);
    expect(previews.length).toBeGreaterThan(0);
    expect((await sharp(previews[0]).metadata()).format).toBe('jpeg');
    expect((await run(golden)).png.equals(png)).toBe(true);
    expect((await run(golden, { seed: 8 })).png.equals(png)).toBe(false);
  });

  it('starts from a picture of any size, and repaints only what the mask shows', async () => {
    const image = await sharp({ create: { width: 90, height: 50, channels: 3, background: '#3060c0' } })
      .jpeg()
      .toBuffer();
    const mask = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'black' } })
      .png()
      .toBuffer();
    const source = { image: 'ab'.repeat(32), strength: 0.5, mask: null };
    const { done } = await run(golden, { source }, watch(), { image, mask: null });
    expect(done.width).toBe(64);
    const masked = await run(golden, { source: { ...source, mask: 'cd'.repeat(32) } }, watch(), { image, mask });
    expect(masked.done.height).toBe(64);
    await expect(run(golden, { source }, watch(), { image: Buffer.from('no picture'), mask: null })).rejects.toMatchObject({
      error: { code: 'bad-input', what: 'recipe.source' },
    });
  });

  it('asks a second model beside the first for autoguidance, and keeps both open', async () => {
    const guidance = { id: 'autoguidance@1', options: {}, scale: 3, weak: { id: golden, name: 'the same', hash: null } };
    // a model guided away from itself draws what it draws alone
    const itself = await run(golden, { guidance });
    const alone = await run(golden, { guidance: { id: 'cfg@1', options: {}, scale: 1, weak: null } });
    const [one, other] = await Promise.all([itself.png, alone.png].map((png) => sharp(png).raw().toBuffer()));
    expect(Math.max(...one!.map((value, i) => Math.abs(value - other![i]!)))).toBeLessThanOrEqual(1);
    expect(itself.done.calls).toBe(2 * alone.done.calls);
  });

  it('makes a second pass at a larger size', async () => {
    const { done } = await run(golden, { hires: { width: 96, height: 96, strength: 0.5, steps: 4, enlarge: 'latent' } });
    expect(done).toMatchObject({ width: 96, height: 96 });
  });

  it('makes it in tiles, and says how many of a step are done', async () => {
    const tiles: string[] = [];
    const { done } = await run(
      golden,
      { hires: { width: 96, height: 64, strength: 0.5, steps: 2, enlarge: 'pixels' }, tiles: { width: 64, height: 64, overlap: 16 } },
      watch({ onProgress: ({ step, tile }) => void (tile !== undefined && tiles.push(`${step} ${tile.done}/${tile.of}`)) }),
    );
    expect(done).toMatchObject({ width: 96, height: 64 });
    expect(tiles.slice(0, 2)).toEqual(['4 1/2', '4 2/2']);
  });

  it('stops before the next step when it is cancelled, and works on', async () => {
    const controller = new AbortController();
    const steps: number[] = [];
    const cancelledRun = run(
      golden,
      { steps: 500 },
      watch({
        signal: controller.signal,
        onProgress: ({ stage, step }) => {
          if (stage === 'sampling') steps.push(step);
          if (step === 3) controller.abort(cancelled());
        },
      }),
    );
    await expect(cancelledRun).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(steps.length).toBeLessThan(400);
    expect((await run(golden)).done.width).toBe(64);
  });

  it('tells what each step did, with its small pictures side by side', async () => {
    const { trace } = await run(golden, { steps: 6 });
    if (trace === null) throw new Error('there is a trace');
    const { steps, cells, width, height } = trace.trace;
    expect(steps).toHaveLength(6);
    expect(steps.at(-1)).toMatchObject({ sigmaNext: 0, cell: cells - 1 });
    for (const [index, { sigma, sigmaNext, change }] of steps.entries()) {
      expect(sigma).toBeGreaterThan(sigmaNext);
      expect(change).toBeGreaterThan(0);
      if (index > 0) expect(sigma).toBe(steps[index - 1]?.sigmaNext);
    }
    expect([width, height]).toEqual([64, 64]);
    expect(await sharp(trace.strip).metadata()).toMatchObject({ format: 'webp', width: width * cells, height });
  });

  it('counts tokens as the run does, and says where the next window begins', async () => {
    const promptSyntax = { id: 'a1111-weights@1', options: {} };
    const count = (prompt: string) => engine.tokens({ folder: golden, prompt, promptSyntax });
    expect(await count('')).toEqual({ windows: [{ used: 0, room: 75 }], starts: [], dropped: '' });
    const long = Array.from({ length: 90 }, (_, i) => (i % 2 === 0 ? 'red' : 'fish')).join(' ');
    const { windows, starts } = await count(long);
    expect(windows.length).toBeGreaterThan(1);
    expect(windows[0]).toEqual({ used: 75, room: 75 });
    expect(starts).toHaveLength(windows.length - 1);
    expect((await count(long.slice(0, starts[0]))).windows).toHaveLength(1);
    expect((await count(long.slice(0, long.indexOf(' ', starts[0])))).windows).toHaveLength(2);
    const plain = await engine.tokens({ folder: golden, prompt: long, promptSyntax: { id: 'plain@1', options: {} } });
    expect([plain.windows.length, plain.dropped === '', plain.starts]).toEqual([1, false, [starts[0]]]);
  });

  it('draws the schedule that a run would follow', async () => {
    const sigmas = await engine.schedule({
      model: engineModel(golden),
      steps: 5,
      schedule: { id: 'karras@1', options: {} },
      sampler: { id: 'euler@1', options: {} },
      strength: null,
      width: 64,
      height: 64,
    });
    expect(sigmas).toHaveLength(6);
    expect(sigmas.at(-1)).toBe(0);
    expect(sigmas.toSorted((a, b) => b - a)).toEqual(sigmas);
  });

  it('lists what it can do, each with a versioned name', async () => {
    const { samplers, schedules, noise, engine: name } = await engine.capabilities();
    expect(name).toBe(engineVersion);
    for (const piece of [...samplers, ...schedules, ...noise]) expect(piece.id).toMatch(/^[a-z0-9-]+@\d+$/);
    expect(samplers.map(({ id }) => id)).toContain('euler@1');
  });

  it('is named by the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(engineVersion).toBe(`tincture ${version}`);
  });
});

describe('the memory of the engine', () => {
  const opened = (): string[] => rests.at(-1)?.open.map(({ file }) => file) ?? [];
  const within = (folder: string, limits: Readonly<{ memoryBudget?: number; files?: string }>, changes: Partial<Recipe> = {}) =>
    engine.run(
      {
        ask: JobId.parse(randomUUID()),
        model: engineModel(folder),
        weak: null,
        loras: [],
        inversions: [],
        recipe: aRecipe({ schedule: { id: 'karras@1', options: {} }, ...changes }),
        previewEvery: 1,
        keepEvery: 0,
        ...limits,
      },
      { image: null, mask: null, from: null },
      watch(),
    );

  it('opens one network at a time where it holds no more, and draws the same', async () => {
    const free = await run(golden);
    await vi.waitFor(() => expect(opened()).toContain('unet/model.onnx'));
    const tight = await within(golden, { memoryBudget: 1 });
    expect(tight.png.equals(free.png)).toBe(true);
    await vi.waitFor(() => expect(rests.at(-1)).toMatchObject({ open: [] }));
  });

  it('notices that files have changed, and not before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tincture-model-'));
    try {
      cpSync(golden, folder, { recursive: true });
      const before = await within(folder, { files: 'one' });
      truncateSync(join(folder, 'unet', 'model.onnx'), 100);
      expect((await within(folder, { files: 'one' })).png.equals(before.png)).toBe(true);
      await expect(within(folder, { files: 'two' })).rejects.toMatchObject({ error: { code: 'model-broken' } });
      cpSync(golden, folder, { recursive: true, force: true });
      expect((await within(folder, { files: 'three' })).png.equals(before.png)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('starts afresh in a new process, but not in the middle of a picture', async () => {
    const image = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#3060c0' } })
      .png()
      .toBuffer();
    await run(golden, { source: { image: 'ab'.repeat(32), strength: 0.5, mask: null } }, watch(), { image });
    const first = await run(golden);
    const during = run(golden, {}, watch({ onProgress: () => engine.recycle() }));
    expect((await during).png.equals(first.png)).toBe(true);
    // this process still has what the first picture needed
    await vi.waitFor(() => expect(opened()).toContain('vae_encoder/model.onnx'));
    engine.recycle();
    expect((await run(golden)).png.equals(first.png)).toBe(true);
    await vi.waitFor(() => expect(opened().toSorted()).toEqual(['text_encoder/model.onnx', 'unet/model.onnx', 'vae_decoder/model.onnx']));
  });
});

describe('a model folder that is damaged is refused by name, and the engine goes on', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tincture-model-'));
    cpSync(golden, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const unet = (): string => join(folder, 'unet', 'model.onnx');
  const damages: [string, () => void][] = [
    ['a missing file', () => rmSync(unet())],
    ['a truncated file', () => truncateSync(unet(), Math.floor(statSync(unet()).size / 2))],
    [
      'a file of random bytes',
      () => writeFileSync(unet(), Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) % 256))),
    ],
    ['an empty file', () => truncateSync(unet(), 0)],
    ['a broken configuration', () => writeFileSync(join(folder, 'scheduler', 'scheduler_config.json'), '{"_class_name": ')],
    ['a broken tokenizer', () => writeFileSync(join(folder, 'tokenizer', 'vocab.json'), '[1, 2')],
  ];
  it.each(damages)('%s', async (_, damage) => {
    damage();
    const failure: unknown = await run(folder).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: 'Failure', error: { code: expect.stringMatching(/^model-/) } });
    expect(String(failure)).toMatch(/unet|model\.onnx|scheduler|tokenizer|vocab/);
    expect((await run(golden)).done.width).toBe(64);
  });

  it('a folder that is not there', async () => {
    await expect(run(join(folder, 'nowhere'))).rejects.toMatchObject({ error: { code: 'not-found' } });
  });
});

describe('the process', () => {
  const start = () => {
    const child = spawn(process.execPath, [main], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    const replies: Buffer[] = [];
    child.stdio[3]?.on('data', (chunk: Buffer) => replies.push(chunk));
    return { child, said: () => Buffer.concat(replies).toString('latin1') };
  };

  const untilReady = async (said: () => string): Promise<void> => {
    while (!said().includes('"ready"')) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('ends when the host is gone', async () => {
    const { child, said } = start();
    await untilReady(said);
    child.stdin.end();
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(0);
  });

  it('gives up with a reason on what is no message', async () => {
    const { child, said } = start();
    child.stdin.write('hello, engine\n');
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(2);
    expect(said()).toContain('what came in is not a message');
  });

  it('lives through a Ctrl+C that was meant for the host', async () => {
    const { child, said } = start();
    await untilReady(said);
    child.kill('SIGINT');
    child.stdin.end();
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect([code, signal]).toEqual([0, null]);
  });
});
