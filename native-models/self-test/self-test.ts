import type { GraphOptions, Precision, Target } from '../graphs/graph.ts';
import type { Provider } from '../sessions/providers.ts';
import { openSession } from '../sessions/session.ts';
import type { Numbers } from '../sessions/tensor.ts';
import { attentionGraph, attentionInputs, longestSum, selfTestGraph, selfTestInputs } from './graph.ts';
import type { TestedPart } from './parts.ts';

/** `passed`: right and quick enough. `wrong`: other numbers than the processor's. `slow`: right, but the processor is quicker. `unavailable`: it does not start. */
export type Verdict = 'passed' | 'wrong' | 'slow' | 'unavailable';

/** Whether one part is right; `unavailable` where the provider does not have it. */
export type PartTest = Readonly<{ part: TestedPart; verdict: 'right' | 'wrong' | 'unavailable'; difference: number | null }>;

export type SelfTest = Readonly<{
  verdict: Verdict;
  /** How graphs have to be written for the numbers to be right. */
  target: Target;
  /** Largest difference from the processor's numbers, as a share of the largest of them; null where there are none. */
  difference: number | null;
  /** The same with fused operators (`gpu`), where that was wrong and `target` is the plain form. */
  fusedDifference: number | null;
  /** Milliseconds of a warm run, there and on the processor; null where it did not run. */
  milliseconds: number | null;
  processor: number | null;
  /** In onnxruntime's words, where it failed. */
  detail: string | null;
  /** None where the whole is wrong, and for the processor, which the others are measured against. */
  parts: readonly PartTest[];
}>;

/** Unit roundoff of float16, and of TensorFloat-32, in which a card may multiply float32. */
const roundoff = 2 ** -11;
/**
 * How far a sound provider may be off. Float32: an order above what one rounding of every factor to TensorFloat-32 costs. Float16, where sums may be
 * kept in it too: the error of a sum of n terms grows as √n. (The processor's float16 is off by 2.4e-3; attention kernels met in the wild by 0.2.)
 */
export const tolerances: Readonly<Record<Precision, number>> = {
  float32: 20 * roundoff,
  float16: 2 * Math.sqrt(longestSum) * roundoff,
};
/** A card that is slower than this many processors is an emulation, or worth nothing. */
const patience = { factor: 3, floor: 20 } as const;
/** Warm runs, as far as this many milliseconds go. */
const warm = { repeats: 3, budget: 100 } as const;

type Opener = typeof openSession;
type Outcome = Readonly<{ data: ArrayLike<number>; milliseconds: number }>;
type Network = Readonly<{ graph: (options: GraphOptions) => Uint8Array; inputs: () => Readonly<Record<string, Numbers>> }>;

const whole: Network = { graph: selfTestGraph, inputs: selfTestInputs };
const attention: Network = { graph: attentionGraph, inputs: attentionInputs };

const runOn = async (provider: Provider, open: Opener, { graph, inputs }: Network, options: GraphOptions): Promise<Outcome> => {
  const providers = provider === 'cpu' ? ['cpu'] : [provider, 'cpu'];
  const session = await open({ kind: 'bytes', name: 'the self-test', bytes: graph(options), externalData: [] }, { providers });
  try {
    const feeds = inputs();
    let { out_sample: out } = await session.run(feeds);
    const times: number[] = [];
    while (times.length < warm.repeats && times.reduce((sum, time) => sum + time, 0) < warm.budget) {
      const start = performance.now();
      ({ out_sample: out } = await session.run(feeds));
      times.push(performance.now() - start);
    }
    return { data: out!.data, milliseconds: Math.min(...times) };
  } finally {
    await session.release();
  }
};

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** max |a − b| / max |b|; infinite where a number is missing or none. */
export const relativeDifference = (found: ArrayLike<number>, expected: ArrayLike<number>): number => {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  const worst = largest(Array.from(expected, (value, i) => found[i]! - value));
  return Number.isFinite(worst) ? worst / largest(expected) : Number.POSITIVE_INFINITY;
};

/** JSON has no infinity. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const judgePart = async (part: TestedPart, precision: Precision, expected: Outcome, run: () => Promise<Outcome>): Promise<PartTest> => {
  try {
    const difference = relativeDifference((await run()).data, expected.data);
    return { part, verdict: difference <= tolerances[precision] ? 'right' : 'wrong', difference: finite(difference) };
  } catch {
    return { part, verdict: 'unavailable', difference: null };
  }
};

/**
 * Runs a small network on `provider` and on the processor and compares: first with the fused operators that save memory, then, where those are wrong,
 * in standard ONNX; and in float16. May crash or hang with the driver: run it in a process that may die. Throws only where the processor fails.
 */
export const selfTest = async (provider: Provider, open: Opener = openSession): Promise<SelfTest> => {
  const precision = 'float32';
  const reference = await runOn('cpu', openSession, whole, { precision, target: 'cpu' });
  const { milliseconds: processor } = reference;
  const nothing = { difference: null, fusedDifference: null, milliseconds: null, processor, detail: null, parts: [] };
  const judge = ({ milliseconds }: Outcome): Verdict =>
    milliseconds > Math.max(patience.floor, patience.factor * processor) ? 'slow' : 'passed';

  const partsOf = async (target: Target): Promise<readonly PartTest[]> => {
    if (provider === 'cpu') return [];
    const expected = await runOn('cpu', openSession, attention, { precision, target: 'portable' });
    return [
      await judgePart('float16', 'float16', reference, () => runOn(provider, open, whole, { precision: 'float16', target })),
      await judgePart('MultiHeadAttention', precision, expected, () => runOn(provider, open, attention, { precision, target: 'gpu' })),
    ];
  };
  /** Graphs of ours have no fused attention where that is wrong by itself. */
  const withParts = async (test: SelfTest): Promise<SelfTest> => {
    const parts = await partsOf(test.target);
    const isAttentionRight = parts.every(({ part, verdict }) => part !== 'MultiHeadAttention' || verdict === 'right');
    return { ...test, parts, target: isAttentionRight || test.target === 'cpu' ? test.target : 'portable' };
  };

  let target: Target = provider === 'cpu' ? 'cpu' : 'gpu';
  try {
    const fused = await runOn(provider, open, whole, { precision, target });
    const fusedDifference = relativeDifference(fused.data, reference.data);
    if (fusedDifference <= tolerances[precision]) {
      const { milliseconds } = fused;
      return await withParts({ ...nothing, verdict: judge(fused), target, difference: finite(fusedDifference), milliseconds });
    }
    target = 'portable';
    const plain = await runOn(provider, open, whole, { precision, target });
    const difference = relativeDifference(plain.data, reference.data);
    const { milliseconds } = plain;
    const measured = { ...nothing, target, difference: finite(difference), fusedDifference: finite(fusedDifference), milliseconds };
    return difference <= tolerances[precision]
      ? await withParts({ ...measured, verdict: judge(plain) })
      : { ...measured, verdict: 'wrong' };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { ...nothing, target, verdict: 'unavailable', detail: cause instanceof Error ? cause.message : String(cause) };
  }
};
