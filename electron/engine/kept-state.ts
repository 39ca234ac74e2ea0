import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';
import type { RunState } from '../../native-models/pipelines/index.ts';
import type { StepNumbers } from './trace.ts';
import { engineVersion } from './version.ts';

/** What must be the same for a run to go on to the same bits. */
export type Circumstances = Readonly<{ key: string; provider: string }>;

/** A run's state with what the window is told of the run: its steps so far, and the milliseconds that they took. */
export type KeptRun = Readonly<{ state: RunState; steps: readonly StepNumbers[]; spent: number }>;

/** The host keeps the bytes whole or not at all; what is in `state` is this engine's own. */
const Kept = z.strictObject({
  format: z.literal(1),
  engine: z.string(),
  key: z.string(),
  provider: z.string(),
  spent: z.number(),
  steps: z.array(z.custom<StepNumbers>()),
  state: z.custom<RunState>((value) => typeof value === 'object' && value !== null),
});

/** Float64 by its bytes, −0 and infinities included; an array that is in two places is written once. */
export const encodeState = ({ state, steps, spent }: KeptRun, { key, provider }: Circumstances): Buffer =>
  serialize({ format: 1, engine: engineVersion, key, provider, spent, steps: [...steps], state } satisfies z.input<typeof Kept>);

/** Null where the bytes are none of ours, or of another engine, provider or model: then the run starts anew. */
export const decodeState = (bytes: Uint8Array, { key, provider }: Circumstances): KeptRun | null => {
  try {
    const kept = Kept.parse(deserialize(bytes));
    const same = kept.engine === engineVersion && kept.key === key && kept.provider === provider;
    return same ? { state: kept.state, steps: kept.steps, spent: kept.spent } : null;
  } catch {
    return null;
  }
};
