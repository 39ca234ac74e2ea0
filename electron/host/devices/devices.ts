import { cpus } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type {
  Device,
  Devices as DevicesRecord,
  DeviceTest,
  FallBack,
  GraphTarget,
  MemoryUse,
  ProviderId,
  StepTime,
  TestedPart,
} from '../../contract/devices.ts';
import { providerOrder } from '../../../native-models/sessions/providers.ts';
import { selfTestVersion } from '../../../native-models/self-test/version.ts';
import type { Context } from '../context.ts';
import type { Engine } from '../engine.ts';
import type { EngineOptions } from '../engine-process.ts';
import type { SettingsFile } from '../settings.ts';
import { type Driver, readDriver, type System, thisSystem } from './driver.ts';
import { sayWhy } from './fall-back.ts';
import { cudaInstallCommand } from './install-cuda.ts';
import { openKnownDevices } from './known-devices.ts';
import { autoBudget, machineMemory } from './memory-budget.ts';
import { patience, testDevice } from './test-device.ts';
import { createTroubles, type ModelWish } from './troubles.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** What a run is to be computed with, and why not with what was asked for or comes first. */
export type Choice = Readonly<{
  provider: ProviderId;
  target: GraphTarget;
  /** What the provider has wrong, by its self-test. */
  distrusts: readonly TestedPart[];
  memoryBudget: number;
  fellBack: readonly FallBack[];
}>;

export type Devices = Readonly<{
  list: () => Promise<DevicesRecord>;
  /** Decides for the next run; tests what is not known yet. `failed` has what was tried for this very run. */
  choose: (wish: ModelWish, failed?: readonly FallBack[]) => Promise<Choice>;
  test: (id: ProviderId) => Promise<DevicesRecord>;
  /** What a run is really computed with, and why not with what was asked for. */
  opened: (provider: ProviderId, fellBack: readonly FallBack[]) => void;
  /** Whether the engine has died in the device's last picture with the model. */
  isSuspect: (provider: ProviderId, wish: ModelWish) => Promise<boolean>;
  /** A device failed at a picture: it is kept from the model, or after a first death suspected. */
  blame: (fallBack: FallBack, wish: ModelWish) => Promise<void>;
  /** A device made a picture with the model. */
  acquit: (provider: ProviderId, wish: ModelWish) => void;
  /** Forgets that a device failed at a model. */
  tryAgain: (provider: ProviderId, model: string) => Promise<DevicesRecord>;
  stepped: (provider: ProviderId, step: Omit<StepTime, 'at'>) => void;
  /** What the engine holds after a run; where that is more than it may, a new process takes its place. */
  rested: (memory: MemoryUse) => void;
  /** Waits until what was found out is on the disk. */
  close: () => Promise<void>;
}>;

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
  const troubles = createTroubles(known);
  const memory = machineMemory();
  const auto = autoBudget(memory);
  const testing = new Map<ProviderId, Promise<DeviceTest>>();
  let current: Pick<DevicesRecord, 'current' | 'fellBack'> = { current: null, fellBack: [] };
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
    troubles: [...troubles.of(id, seen.key)],
    lastStep: known.step(id),
  });

  const list = async (): Promise<DevicesRecord> => {
    const seen = await look();
    return {
      devices: providerOrder(system.platform).map((id) => describe(id, seen)),
      ...current,
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

  /** The test of a device that may compute the run, or why it may not. A chosen one may be slow, and is waited for longer. */
  const ask = async (id: ProviderId, chosen: boolean, wish: ModelWish, seen: Seen): Promise<DeviceTest | FallBack> => {
    if (!isThere(id, seen)) return { from: id, why: 'absent', detail: null };
    const before = known.test(id, seen.key);
    const again = before === null || (chosen && before.verdict === 'hung' && before.limit < limits.asked);
    const result = again ? await test(id, chosen ? limits.asked : limits.automatic, seen) : before;
    if (result.verdict !== 'passed' && !(chosen && result.verdict === 'slow')) {
      const fallBack: FallBack = { from: id, why: result.verdict, detail: null };
      if (again && !chosen) publish('studio.notice', { level: 'warning', message: [sayWhy(fallBack), sentence('device.unused')] });
      return fallBack;
    }
    const trouble = troubles.with(id, seen.key, wish);
    return trouble === null ? result : { from: id, why: trouble.why, detail: trouble.detail };
  };

  const choose: Devices['choose'] = async (wish, failed = []) => {
    const wanted = options.provider ?? settings.get().provider;
    const memoryBudget = budget();
    const fellBack: FallBack[] = [];
    if (wanted !== 'cpu') {
      const seen = await look();
      const inTurn = wanted === 'auto' ? providerOrder(system.platform).filter((id) => id !== 'cpu' && isThere(id, seen)) : [wanted];
      for (const provider of inTurn) {
        const found = failed.find(({ from }) => from === provider) ?? (await ask(provider, wanted !== 'auto', wish, seen));
        if ('from' in found) {
          fellBack.push(found);
          continue;
        }
        const distrusts = found.parts.flatMap(({ part, verdict }) => (verdict === 'right' ? [] : [part]));
        return { provider, target: found.target, distrusts, memoryBudget, fellBack };
      }
    }
    return { provider: 'cpu', target: 'cpu', distrusts: [], memoryBudget, fellBack };
  };

  return {
    list,
    choose,
    test: async (id) => {
      const seen = await look();
      if (isThere(id, seen)) await test(id, limits.asked, seen);
      return list();
    },
    opened: (provider, fellBack) => {
      const next = { current: provider, fellBack: [...fellBack] };
      if (isDeepStrictEqual(current, next)) return;
      current = next;
      tell();
    },
    isSuspect: async (provider, wish) => troubles.isSuspect(provider, (await look()).key, wish),
    blame: async (fallBack, wish) => {
      const counts = troubles.add(fallBack, (await look()).key, wish, clock());
      if (!counts) return;
      const message = [sayWhy(fallBack), sentence('device.kept-out', { model: wish.model.name })];
      publish('studio.notice', { level: 'warning', message });
      tell();
    },
    acquit: troubles.acquit,
    tryAgain: async (provider, model) => {
      troubles.forget(provider, model);
      return list();
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
