import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DeviceTest, ProviderId, StepTime, Trouble } from '../../contract/devices.ts';
import { type Disk, writeDurably } from '../library/durable-write.ts';

/** `key` and `files` are what it depends on: another driver or another file may do. `times`: how often in a row. */
const KnownTrouble = z.object({ ...Trouble.shape, device: ProviderId, key: z.string(), files: z.string(), times: z.int() });
export type KnownTrouble = z.output<typeof KnownTrouble>;

const Known = z.object({
  /** `key` is everything that a test depends on; another key is another test. */
  tests: z.partialRecord(ProviderId, z.object({ key: z.string(), test: DeviceTest })),
  steps: z.partialRecord(ProviderId, StepTime),
  troubles: z.array(KnownTrouble).default([]),
});
type Known = z.output<typeof Known>;

/** What was found out about the devices: a file that may be thrown away. */
export type KnownDevices = Readonly<{
  test: (id: ProviderId, key: string) => DeviceTest | null;
  step: (id: ProviderId) => StepTime | null;
  keepTest: (id: ProviderId, key: string, test: DeviceTest) => void;
  keepStep: (id: ProviderId, step: StepTime) => void;
  troubles: () => readonly KnownTrouble[];
  keepTroubles: (troubles: readonly KnownTrouble[]) => void;
  /** Resolves when what was kept is on the disk, or cannot get there. */
  written: () => Promise<void>;
}>;

const load = (path: string): Known => {
  try {
    return Known.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // missing, or of another version: everything is found out again
    return { tests: {}, steps: {}, troubles: [] };
  }
};

export const openKnownDevices = (path: string, disk: Disk): KnownDevices => {
  let known = load(path);
  let writing: Promise<void> = Promise.resolve();
  const keep = (next: Known): void => {
    known = next;
    const text = Buffer.from(`${JSON.stringify(next, null, 2)}\n`);
    // one after the other; what a full disk refuses is found out again next time
    writing = writing.then(() => writeDurably(path, text, disk)).catch(() => undefined);
  };
  return {
    test: (id, key) => {
      const found = known.tests[id];
      return found?.key === key ? found.test : null;
    },
    step: (id) => known.steps[id] ?? null,
    keepTest: (id, key, test) => keep({ ...known, tests: { ...known.tests, [id]: { key, test } } }),
    keepStep: (id, step) => keep({ ...known, steps: { ...known.steps, [id]: step } }),
    troubles: () => known.troubles,
    keepTroubles: (troubles) => keep({ ...known, troubles: [...troubles] }),
    written: () => writing,
  };
};
