/**
 * Speaks the engine's messages and does what the prompt says: `hang`, `crash`, `exhaust` its memory or `kill -9` in the middle, `slow` steps, `refuse`,
 * `babble` on stdout, `nonsense` in the pipe. Its WebGPU passes the self-test, and does in a picture what the prompt says: `webgpu throws`, `webgpu gives nan`,
 * `webgpu dies`, `webgpu declines`; `nan everywhere` is on every device. Its CLIP sees how red a picture is, and reads `red 40`. A model whose path says `hangs` or `kills` does that to who looks at it. For tests of the host's process handling only.
 */
import { existsSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import { openConnection, replyDescriptor } from '../../engine/connection.ts';
import type { EngineRequest } from '../../contract/engine.ts';
import type { Capabilities, PieceDescriptor } from '../../contract/records.ts';
import { tinyPng } from './tiny-png.ts';

const pieces = (...ids: readonly string[]): PieceDescriptor[] =>
  ids.map((id) => ({ id, label: id, explanation: '', options: [], needs: [] }));
const capabilities: Capabilities = {
  engine: 'stand-in 1',
  providers: ['cpu'],
  samplers: pieces('euler@1', 'heun@1'),
  schedules: pieces('model@1', 'karras@1'),
  guidance: pieces('cfg@1'),
  noise: pieces('torch-cpu@1'),
  priors: pieces('gaussian@1'),
  promptSyntax: pieces('plain@1'),
};

const { send, listen } = openConnection();
const cancelled = new Set<string>();

const failures = [
  ['webgpu throws', { code: 'internal', message: '“unet” failed: a shader did not compile.', what: null }],
  ['webgpu gives nan', { code: 'not-finite', message: 'The latent became infinite or not a number.', what: null }],
  ['nan everywhere', { code: 'not-finite', message: 'The latent became infinite or not a number.', what: null }],
] as const;

const run = async ({ ask, recipe, from, keepEvery, provider }: Extract<EngineRequest, { kind: 'run' }>, body: Buffer): Promise<void> => {
  const { prompt, steps, width, height } = recipe;
  const refused = provider === 'webgpu' && prompt.includes('webgpu declines');
  const used = refused ? 'cpu' : provider;
  const fellBack = refused ? ({ from: provider, why: 'refused', detail: 'It needs float16.' } as const) : null;
  send({ kind: 'opened', ask, provider: used, fellBack });
  const failure = failures.find(([words]) => prompt.includes(words) && (used === 'webgpu' || words === 'nan everywhere'))?.[1];
  const keep = (step: number): void => {
    if (keepEvery > 0 && step > 0) send({ kind: 'state', ask, step, steps }, Buffer.from(`after ${step}`));
  };
  const begun = from === null ? 0 : Number(body.subarray(-from).toString().replace('after ', ''));
  send({ kind: 'progress', ask, stage: 'loading', step: 0, steps });
  for (let step = begun + 1; step <= steps; step++) {
    await sleep(prompt.includes('slow') ? 50 : 1);
    if (cancelled.delete(ask)) {
      keep(step - 1);
      return send({ kind: 'failed', ask, error: { code: 'cancelled', message: 'Cancelled.', what: null } });
    }
    send({ kind: 'progress', ask, stage: 'sampling', step, steps });
    if (step % keepEvery === 0) keep(step);
    if (step === 1 && prompt.includes('babble')) console.log('loading weights…'.repeat(1000));
    if (step === 2 && prompt.includes('crash')) {
      console.error('Error: the graphics driver fell over');
      process.exit(7);
    }
    if (step === 2 && prompt.includes('exhaust')) {
      console.error("terminate called after throwing an instance of 'std::bad_alloc'");
      process.abort();
    }
    if (step === 2 && failure !== undefined) return send({ kind: 'failed', ask, error: failure });
    if (step === 2 && used === 'webgpu' && prompt.includes('webgpu dies')) process.exit(139);
    if (step === 2 && prompt.includes('kill -9')) process.kill(process.pid, 'SIGKILL');
    if (step === 2 && prompt.includes('hang')) for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    if (step === 2 && prompt.includes('nonsense')) writeSync(replyDescriptor, 'this is no frame at all');
    if (step === 2 && prompt.includes('refuse')) {
      return send({ kind: 'failed', ask, error: { code: 'out-of-memory', message: 'There was not enough memory.', what: null } });
    }
    send({ kind: 'preview', ask, type: 'image/png' }, tinyPng(8, 8, [255, 0, 0]));
  }
  const png = tinyPng(width, height, [recipe.seed % 256, 0, 0]);
  const done = { sigma: 1, sigmaNext: 0, change: 0.5, cell: 0 };
  send({ kind: 'trace', ask, trace: { steps: [done], cells: 1, width: 8, height: 8 } }, tinyPng(8, 8, [0, 255, 0]));
  send(
    {
      kind: 'done',
      ask,
      width,
      height,
      calls: steps - begun,
      warnings: [],
      engine: 'stand-in 1',
      provider: used,
      timings: { loading: 0, run: 1, step: 1 },
    },
    png,
  );
};

/** How red (0 to 255) as a direction; what is not about red points elsewhere. */
const directionOf = (red: number | null): readonly number[] => {
  const angle = ((red ?? 0) / 255) * (Math.PI / 2);
  return red === null ? [0, 0, 1, 0] : [Math.cos(angle), Math.sin(angle), 0, 0];
};
/** The red of the first point of a PNG of ours; null where it is none. */
const redOf = (png: Buffer): number | null => {
  const at = png.indexOf('IDAT');
  return at < 4 ? null : (inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))[1] ?? null);
};

const embed = ({ ask, clip, pictures, texts }: Extract<EngineRequest, { kind: 'embed' }>, body: Buffer): void => {
  if (clip.includes('broken')) {
    send({ kind: 'failed', ask, error: { code: 'model-broken', message: 'The CLIP is broken.', what: null } });
    return;
  }
  let from = 0;
  const seen = pictures.map((length) => redOf(body.subarray(from, (from += length))));
  const read = texts.map((text) => /red (\d+)/.exec(text)?.[1]);
  const rows = [
    ...seen.map((red) => (red === null ? [0, 0, 0, 0] : directionOf(red))),
    ...read.map((red) => directionOf(red === undefined ? null : Number(red))),
  ];
  const unread = [...seen.entries()].flatMap(([at, red]) => (red === null ? [at] : []));
  send({ kind: 'embedded', ask, width: 4, unread }, new Uint8Array(Float32Array.from(rows.flat()).buffer));
};

// a test that ends it wants to know whom: who draws, not who looks into models beside it
const note = process.env['STAND_IN_PID_FILE'];
const isAlive = (pid: number): boolean => {
  try {
    return pid > 1 && process.kill(pid, 0);
  } catch {
    return false;
  }
};
const known = note !== undefined && existsSync(note) ? Number(readFileSync(note, 'utf8')) : 0;
const sign = (): void => {
  if (note !== undefined) writeFileSync(note, String(process.pid));
};
if (!isAlive(known)) sign();

send({ kind: 'listening', pid: process.pid });
listen((request, body) => {
  switch (request.kind) {
    case 'run':
      sign();
      void run(request, body);
      break;
    case 'cancel':
      cancelled.add(request.ask);
      break;
    case 'capabilities':
      send({ kind: 'capabilities', ask: request.ask, capabilities });
      break;
    case 'embed':
      embed(request, body);
      break;
    case 'self-test': {
      const report = { target: 'gpu', difference: 1e-6, fusedDifference: null, milliseconds: 1, processor: 2, detail: null } as const;
      send({ kind: 'self-tested', ask: request.ask, report: { ...report, verdict: 'passed', parts: [] } });
      break;
    }
    case 'schedule':
      send({ kind: 'schedule', ask: request.ask, sigmas: [1, 0] });
      break;
    case 'tokens': {
      const used = request.prompt.split(/\s+/).filter((word) => word !== '').length;
      send({ kind: 'tokens', ask: request.ask, count: { windows: [{ used, room: 75 }], starts: [], dropped: '' } });
      break;
    }
    case 'inspect':
      if (request.model.path.includes('hangs')) for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      if (request.model.path.includes('kills')) process.exit(139);
      send({
        kind: 'inspected',
        ask: request.ask,
        report: {
          name: 'tiny',
          family: 'sd1',
          predicts: 'epsilon',
          edits: false,
          licence: null,
          about: null,
          examples: [],
          components: [{ role: 'denoiser', file: 'unet/model.onnx', bytes: 4, dtype: 'float32' }],
          sizes: { multiple: 8, point: 8, min: 16, max: 128, fixed: null },
          defaults: { width: 64, height: 64, steps: 4, guidance: 5, sampler: 'euler@1', schedule: 'model@1', prior: null },
          warnings: [],
          problems: [],
        },
      });
  }
});
send({ kind: 'ready', engine: 'stand-in 1', onnxruntime: '0', providers: ['cpu', 'webgpu'] });
