import { writeFileSync } from 'node:fs';
import { mt19937 } from '../../noise/mt19937.ts';
import { closeModel, type Model, openModel, withLoras } from '../../pipelines/index.ts';
import { type GraphSource, openSession } from '../../sessions/session.ts';
import type { Numbers } from '../../sessions/tensor.ts';
import { readCheckpointFile } from '../checkpoint.ts';
import type { GraphOptions } from '../graph.ts';
import { readLora } from '../lora/read-lora.ts';
import { componentsOf } from '../open-checkpoint.ts';

/**
 * What one process measures, because the peak of memory is the process's: the denoiser alone, on a graph of ours or in a file, or the model
 * with a LoRA.
 */
export type Task = Readonly<{
  checkpoint: string;
  inputs: Readonly<{ latent: number; batch: number; contextWidth: number; addedWidth: number }>;
  steps: number;
  threads: number | null;
}> &
  (
    | Readonly<{ kind: 'graph'; target: GraphOptions['target'] /** Gets the output of the last step. */; output: string | null }>
    | Readonly<{ kind: 'file'; path: string; output: string | null }>
    | Readonly<{ kind: 'lora'; path: string }>
  );

/** Seconds by the clock and of processor, and the peak of the process so far in bytes. */
export type Line = Readonly<{ label: string; seconds: number; processor: number; peak: number }>;

const timed = async <T>(label: string, run: () => Promise<T>): Promise<T> => {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const result = await run();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const line: Line = { label, seconds, processor: (user + system) / 1e6, peak: process.resourceUsage().maxRSS * 1024 };
  console.log(JSON.stringify(line));
  return result;
};

const feedsOf = ({ latent, batch, contextWidth, addedWidth }: Task['inputs']): Readonly<Record<string, Numbers>> => {
  const random = mt19937(1);
  const numbers = (...dims: number[]): Numbers => ({
    dims,
    data: Float32Array.from({ length: dims.reduce((all, dim) => all * dim, 1) }, () => random.next() / 2 ** 31 - 1),
  });
  return {
    sample: numbers(batch, 4, latent, latent),
    timestep: { dims: [], data: Float32Array.of(500) },
    encoder_hidden_states: numbers(batch, 77, contextWidth),
    ...(addedWidth > 0 ? { text_embeds: numbers(batch, 1280), time_ids: numbers(batch, 6) } : {}),
  };
};

/** The denoiser's graph; `portable` and what comes from a file may be rewritten by onnxruntime as it likes. */
const sourceOf = async (task: Exclude<Task, { kind: 'lora' }>): Promise<GraphSource> => {
  if (task.kind === 'file') return { kind: 'file', path: task.path, name: task.path };
  const components = componentsOf(readCheckpointFile(task.checkpoint), { precision: 'float32', target: task.target }, []);
  const source = await components.find(({ file }) => file.includes('denoiser'))!.load();
  return source.kind === 'bytes' && task.target === 'portable' ? { ...source, optimize: 'everything' } : source;
};

const stepAlone = async (task: Exclude<Task, { kind: 'lora' }>): Promise<void> => {
  const feeds = feedsOf(task.inputs);
  const threads = task.threads ?? undefined;
  const session = await timed('open', async () => openSession(await sourceOf(task), { providers: ['cpu'], threads }));
  for (let i = 1; i <= task.steps; i++) {
    const { out_sample: out } = await timed(`step ${i}`, () => session.run(feeds));
    if (task.output !== null) writeFileSync(task.output, Float32Array.from(out!.data));
  }
};

const stepWithLora = async (task: Extract<Task, { kind: 'lora' }>): Promise<void> => {
  const feeds = feedsOf(task.inputs);
  const step = async (model: Model): Promise<unknown> => (await model.session(model.parts.denoiser.source)).run(feeds);
  const lora = readLora(task.path);
  const options = task.threads === null ? {} : { threads: task.threads };
  let model = await timed('open with text encoder', () => openModel(task.checkpoint, { provider: 'cpu', ...options }));
  model = await timed('put a LoRA on', () => withLoras(model, [{ lora, scale: 1 }]));
  await timed('step with it', () => step(model));
  for (const scale of [0.5, 0.8]) {
    model = await timed('another weight of the LoRA', () => withLoras(model, [{ lora, scale }]));
    await timed('step after it', () => step(model));
  }
  await closeModel(model);
};

const [, program, text] = process.argv;
if (program === import.meta.filename && text !== undefined) {
  // our own words: `main.ts` wrote them
  const task = JSON.parse(text) as Task;
  await (task.kind === 'lora' ? stepWithLora(task) : stepAlone(task));
}
