import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceTest, ProviderId } from '../../contract/devices.ts';
import { Failure } from '../../contract/failure.ts';
import { createEngine } from '../engine.ts';
import type { EngineOptions } from '../engine-process.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** Milliseconds for a self-test: one that nobody asked for must not keep a picture waiting; a person who asks waits. */
export const patience = { automatic: 5_000, asked: 120_000 } as const;

const nothing = {
  target: 'portable',
  difference: null,
  fusedDifference: null,
  milliseconds: null,
  processor: null,
  detail: null,
  parts: [],
} satisfies Partial<DeviceTest>;

/** Tests a provider in an engine process of its own, which may hang or die with the driver. The time starts when the process is ready. */
export const testDevice = async (options: EngineOptions, id: ProviderId, limit: number, clock: () => number): Promise<DeviceTest> => {
  const engine = createEngine(options);
  const over = new AbortController();
  try {
    await engine.about();
    const late = sleep(limit, null, { signal: over.signal }).catch(() => null);
    const report = await Promise.race([engine.selfTest(id), late]);
    return report === null ? { ...nothing, verdict: 'hung', at: clock(), limit } : { ...report, at: clock(), limit };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...nothing, verdict: 'crashed', detail: error.message, at: clock(), limit };
  } finally {
    over.abort();
    engine.kill(sentence('device.self-test-over'));
    await engine.close();
  }
};
