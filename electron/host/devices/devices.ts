import { cpus } from 'node:os';
import type { Device, Devices as DevicesRecord, DeviceTest, GraphTarget, MemoryUse, ProviderId, StepTime } from '../../contract/devices.ts';
import { providerNames, providerOrder } from '../../../native-models/sessions/providers.ts';
import { selfTestVersion } from '../../../native-models/self-test/version.ts';
import type { Context } from '../context.ts';
import type { Engine } from '../engine.ts';
import type { EngineOptions } from '../engine-process.ts';
import type { SettingsFile } from '../settings.ts';
import { type Driver, readDriver, type System, thisSystem } from './driver.ts';
import { cudaInstallCommand } from './install-cuda.ts';
import { openKnownDevices } from './known-devices.ts';
import { autoBudget, machineMemory } from './memory-budget.ts';
import { patience, testDevice } from './test-device.ts';

/** What a run is to be computed with, and what the user should know about that. */
export type Choice = Readonly<{ provider: ProviderId; target: GraphTarget; memoryBudget: number; warnings: readonly string[] }>;

export type Devices = Readonly<{
  list: () => Promise<DevicesRecord>;
  /** Decides for the next run; tests what is not known yet. */
  choose: () => Promise<Choice>;
  test: (id: ProviderId) => Promise<DevicesRecord>;
  /** What a run was really computed with. */
  opened: (provider: ProviderId) => void;
  stepped: (provider: ProviderId, step: Omit<StepTime, 'at'>) => void;
  /** What the engine holds after a run; where that is more than it may, a new process takes its place. */
  rested: (memory: MemoryUse) => void;
  /** Waits until what was found out is on the disk. */
  close: () => Promise<void>;
}>;

/** Why a provider was not taken, after its name. */
const reasonFor = (test: DeviceTest | null): string => {
  switch (test?.verdict) {
    case undefined:
      return 'is not there: this installation does not bring it, or the system has no driver for it';
    case 'wrong':
      return 'gave wrong numbers in its self-test';
    case 'hung':
      return 'gave no answer in its self-test';
    case 'crashed':
      return 'ended the process in its self-test';
    case 'unavailable':
      return 'does not start';
    case 'slow':
      return 'is slower than the processor';
    case 'passed':
      return 'passed its self-test';
  }
};

type Parts = Readonly<{
  context: Pick<Context, 'publish' | 'clock' | 'disk'>;
  engine: Engine;
  settings: Pick<SettingsFile, 'get'>;
  options: EngineOptions;
  file: string;
  system?: System;
  limits?: Readonly<{ automatic: number; asked: number }>;
}>;

export const createDevices = ({ context, engine, settings, options, file, system = thisSystem, limits = patience }: Parts): Devices => {
  const { publish, clock, disk } = context;
  const known = openKnownDevices(file, disk);
  const memory = machineMemory();
  const auto = autoBudget(memory);
  const testing = new Map<ProviderId, Promise<DeviceTest>>();
  let current: ProviderId | null = null;
  let use: MemoryUse | null = null;

  const look = async (): Promise<Readonly<{ driver: Driver; onnxruntime: string; brought: readonly string[]; key: string }>> => {
    const { onnxruntime, providers } = await engine.about();
    const driver = readDriver(system);
    return { driver, onnxruntime, brought: providers, key: `${onnxruntime} ${driver.fingerprint} ${selfTestVersion}` };
  };
  type Seen = Awaited<ReturnType<typeof look>>;

  const isThere = (id: ProviderId, { driver, brought }: Seen): boolean =>
    brought.includes(id) && (id !== 'webgpu' || driver.graphics) && (id !== 'cuda' || driver.nvidia);

  const budget = (): number => {
    const { memoryBudget } = settings.get();
    return memoryBudget === 'auto' ? auto : memoryBudget;
  };

  const describe = (id: ProviderId, seen: Seen): Device => ({
    id,
    state: !isThere(id, seen) ? 'absent' : testing.has(id) ? 'testing' : known.test(id, seen.key) === null ? 'untested' : 'tested',
    test: known.test(id, seen.key),
    lastStep: known.step(id),
  });

  const list = async (): Promise<DevicesRecord> => {
    const seen = await look();
    return {
      devices: providerOrder(system.platform).map((id) => describe(id, seen)),
      current,
      machine: { processor: cpus()[0]?.model.trim() ?? '', cores: cpus().length, memory: memory.total, onnxruntime: seen.onnxruntime },
      memory: { budget: budget(), auto, use },
      install: cudaInstallCommand(system, seen.driver, seen.brought),
    };
  };
  /** The window may close in the middle of it, and nobody waits for the answer. */
  const tell = (): void => {
    list().then(
      (devices) => publish('devices.changed', devices),
      () => undefined,
    );
  };

  const test = (id: ProviderId, limit: number, { key }: Seen): Promise<DeviceTest> => {
    const running = testing.get(id);
    if (running !== undefined) return running;
    const one = testDevice(options, id, limit, clock)
      .then((result) => {
        known.keepTest(id, key, result);
        return result;
      })
      .finally(() => {
        testing.delete(id);
        tell();
      });
    testing.set(id, one);
    tell();
    return one;
  };

  const onProcessor = (warnings: readonly string[]): Choice => ({ provider: 'cpu', target: 'cpu', memoryBudget: budget(), warnings });

  const pinned = async (id: ProviderId): Promise<Choice> => {
    if (id === 'cpu') return onProcessor([]);
    const seen = await look();
    const before = known.test(id, seen.key);
    const again = before === null || (before.verdict === 'hung' && before.limit < limits.asked);
    const result = !isThere(id, seen) ? null : again ? await test(id, limits.asked, seen) : before;
    if (result?.verdict === 'passed' || result?.verdict === 'slow') {
      return { provider: id, target: result.target, memoryBudget: budget(), warnings: [] };
    }
    return onProcessor([`It ran on the processor: ${providerNames[id]} ${reasonFor(result)}.`]);
  };

  const automatic = async (): Promise<Choice> => {
    const seen = await look();
    for (const id of providerOrder(system.platform)) {
      if (id === 'cpu' || !isThere(id, seen)) continue;
      const before = known.test(id, seen.key);
      const result = before ?? (await test(id, limits.automatic, seen));
      if (result.verdict === 'passed') return { provider: id, target: result.target, memoryBudget: budget(), warnings: [] };
      if (before === null) {
        publish('studio.notice', { level: 'warning', message: `${providerNames[id]} is not used: it ${reasonFor(result)}.` });
      }
    }
    return onProcessor([]);
  };

  return {
    list,
    choose: () => {
      const wanted = options.provider ?? settings.get().provider;
      return wanted === 'auto' ? automatic() : pinned(wanted);
    },
    test: async (id) => {
      const seen = await look();
      if (isThere(id, seen)) await test(id, limits.asked, seen);
      return list();
    },
    opened: (provider) => {
      if (current === provider) return;
      current = provider;
      tell();
    },
    stepped: (provider, step) => {
      known.keepStep(provider, { ...step, at: clock() });
      tell();
    },
    rested: (memoryUse) => {
      use = memoryUse;
      if (memoryUse.resident - memoryUse.base > budget()) engine.recycle();
      tell();
    },
    close: known.written,
  };
};
