import type { Target } from '../graphs/graph.ts';
import type { Provider } from '../sessions/providers.ts';
import { openSession } from '../sessions/session.ts';
import { selfTestGraph, selfTestInputs } from './graph.ts';

/** `passed`: right and quick enough. `wrong`: other numbers than the processor's. `slow`: right, but the processor is quicker. `unavailable`: it does not start. */
export type Verdict = 'passed' | 'wrong' | 'slow' | 'unavailable';

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
}>;

/** An order above what TensorFloat-32 convolutions lose; a broken attention kernel that was met in the wild is off by 5e-2. */
const tolerance = 1e-2;
/** A card that is slower than this many processors is an emulation, or worth nothing. */
const patience = { factor: 3, floor: 20 } as const;
/** Warm runs, as far as this many milliseconds go. */
const warm = { repeats: 3, budget: 100 } as const;

type Opener = typeof openSession;
type Outcome = Readonly<{ data: ArrayLike<number>; milliseconds: number }>;

const runOn = async (provider: Provider, target: Target, open: Opener): Promise<Outcome> => {
  const bytes = selfTestGraph({ precision: 'float32', target });
  const providers = provider === 'cpu' ? ['cpu'] : [provider, 'cpu'];
  const session = await open({ kind: 'bytes', name: 'the self-test', bytes, externalData: [] }, { providers });
  try {
    const inputs = selfTestInputs();
    let { out_sample: out } = await session.run(inputs);
    const times: number[] = [];
    while (times.length < warm.repeats && times.reduce((sum, time) => sum + time, 0) < warm.budget) {
      const start = performance.now();
      ({ out_sample: out } = await session.run(inputs));
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

/**
 * Runs a small network on `provider` and on the processor and compares: first with the fused operators that save memory, then, where those are wrong,
 * in standard ONNX. May crash or hang with the driver: run it in a process that may die. Throws only where the processor fails.
 */
export const selfTest = async (provider: Provider, open: Opener = openSession): Promise<SelfTest> => {
  const reference = await runOn('cpu', 'cpu', openSession);
  const { milliseconds: processor } = reference;
  const nothing = { difference: null, fusedDifference: null, milliseconds: null, processor, detail: null };
  const judge = ({ milliseconds }: Outcome): Verdict =>
    milliseconds > Math.max(patience.floor, patience.factor * processor) ? 'slow' : 'passed';
  let target: Target = provider === 'cpu' ? 'cpu' : 'gpu';
  try {
    const fused = await runOn(provider, target, open);
    const fusedDifference = relativeDifference(fused.data, reference.data);
    if (fusedDifference <= tolerance) {
      return { ...nothing, verdict: judge(fused), target, difference: finite(fusedDifference), milliseconds: fused.milliseconds };
    }
    target = 'portable';
    const plain = await runOn(provider, target, open);
    const difference = relativeDifference(plain.data, reference.data);
    const { milliseconds } = plain;
    const measured = { ...nothing, target, difference: finite(difference), fusedDifference: finite(fusedDifference), milliseconds };
    return { ...measured, verdict: difference <= tolerance ? judge(plain) : 'wrong' };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { ...nothing, target, verdict: 'unavailable', detail: cause instanceof Error ? cause.message : String(cause) };
  }
};
