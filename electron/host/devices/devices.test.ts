import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventName } from '../../contract/events.ts';
import { type Settings } from '../../contract/records.ts';
import type { Context } from '../context.ts';
import { createEngine, type Engine } from '../engine.ts';
import { resolveHome } from '../home.ts';
import { realDisk } from '../library/durable-write.ts';
import { defaultSettings } from '../settings.ts';
import { newFolder, removeFolder } from '../testing/studio.ts';
import { createDevices, type Devices } from './devices.ts';
import { sayFallBack } from './fall-back.ts';
import { cudaInstallCommand } from './install-cuda.ts';
import { autoBudget } from './memory-budget.ts';
import { saying } from '../../../native-models/words/saying.ts';

// each self-test is a process
vi.setConfig({ testTimeout: 60_000 });

const main = fileURLToPath(new URL('../testing/stand-in-device.ts', import.meta.url));
const gibibyte = 2 ** 30;

let folder: string;
let engines: Engine[];
let told: { name: EventName; payload: unknown }[];
let time: number;
beforeEach(() => {
  folder = newFolder();
  engines = [];
  told = [];
  time = 0;
  for (const place of ['usr/share/vulkan/icd.d', 'proc/driver/nvidia']) mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(join(folder, 'usr/share/vulkan/icd.d/card.json'), '{}');
  writeFileSync(join(folder, 'proc/driver/nvidia/version'), 'NVRM version: 580.1');
});
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  vi.unstubAllEnvs();
  removeFolder(folder);
});

const wish = { model: { id: 'm', name: 'a model' }, files: '' };

type Behaviour = Readonly<Record<string, string>>;

const open = (
  behaviour: Behaviour,
  settings: Partial<Settings> = {},
  limits = { automatic: 60_000, asked: 60_000 },
  changed: Partial<Engine> = {},
): Devices => {
  vi.stubEnv('TINCTURE_STAND_IN_DEVICES', JSON.stringify(behaviour));
  const options = { node: process.execPath, main, provider: null };
  const engine = createEngine(options);
  engines.push(engine);
  const home = resolveHome({ TINCTURE_HOME: join(folder, 'home') });
  const context: Pick<Context, 'publish' | 'clock' | 'disk'> = {
    publish: (name, payload) => void told.push({ name, payload }),
    clock: () => ++time,
    disk: realDisk,
  };
  return createDevices({
    context,
    engine: { ...engine, ...changed },
    settings: { get: () => ({ ...defaultSettings, ...settings }) },
    options,
    file: home.devices,
    system: { platform: 'linux', env: {}, root: folder },
    limits,
  });
};
const notices = (): unknown[] => told.filter(({ name }) => name === 'studio.notice').map(({ payload }) => payload);

describe('the choice of a provider', () => {
  it('takes the first that passes its self-test, and says aloud why the others were not taken', async () => {
    const devices = open({ cuda: 'wrong', webgpu: 'passed' });
    expect(await devices.choose(wish)).toMatchObject({
      provider: 'webgpu',
      target: 'portable',
      distrusts: ['MultiHeadAttention'],
      fellBack: [{ from: 'cuda', why: 'wrong', detail: null }],
    });
    expect(notices()).toEqual([{ level: 'warning', message: saying('CUDA: It gave wrong numbers in its self-test. It is not used.') }]);
    expect((await devices.choose(wish)).fellBack).toHaveLength(1);
    expect(notices()).toHaveLength(1);
  });

  it.each([
    ['crash', 'crashed', 'It ended the process in its self-test'],
    ['hang', 'hung', 'It gave no answer in its self-test.'],
    ['slow', 'slow', 'It is slower than the processor'],
    ['wrong', 'wrong', 'It gave wrong numbers in its self-test'],
    ['unavailable', 'unavailable', 'It does not start.'],
  ])('falls back to the processor from one that does: %s', async (what, verdict, why) => {
    const devices = open({ cuda: what }, {}, what === 'hang' ? { automatic: 300, asked: 300 } : undefined);
    expect(await devices.choose(wish)).toMatchObject({ provider: 'cpu', target: 'cpu', fellBack: [{ from: 'cuda', why: verdict }] });
    expect(notices()).toEqual([{ level: 'warning', message: saying(`CUDA: ${why}`) }]);
    const { devices: list } = await devices.list();
    expect(list.find(({ id }) => id === 'cuda')).toMatchObject({ state: 'tested', test: { verdict } });
  });

  it('does not ask what is not there', async () => {
    rmSync(join(folder, 'usr/share/vulkan/icd.d/card.json'));
    const devices = open({ webgpu: 'crash' });
    expect(await devices.choose(wish)).toMatchObject({ provider: 'cpu', fellBack: [] });
    expect((await devices.list()).devices.map(({ id, state }) => [id, state])).toEqual([
      ['cuda', 'absent'],
      ['webgpu', 'absent'],
      ['cpu', 'untested'],
    ]);
  });

  it('keeps a pinned one that is slow, and tells every picture of one that cannot be had', async () => {
    expect(await open({ webgpu: 'slow' }, { provider: 'webgpu' }).choose(wish)).toMatchObject({ provider: 'webgpu', fellBack: [] });
    expect(await open({ cuda: 'wrong' }, { provider: 'cuda' }).choose(wish)).toMatchObject({
      provider: 'cpu',
      fellBack: [{ from: 'cuda', why: 'wrong', detail: null }],
    });
    const { provider, fellBack } = await open({}, { provider: 'coreml' }).choose(wish);
    expect(sayFallBack({ engine: '', provider, fellBack: [...fellBack] })).toMatch(
      /^Asked for Core ML, it ran on the processor\. Core ML: It is not there/,
    );
  });

  it('remembers a test until the driver changes or somebody asks again', async () => {
    const testOf = async (devices: Devices) => (await devices.list()).devices.find(({ id }) => id === 'webgpu')?.test?.at;
    const first = open({ webgpu: 'passed' });
    await first.choose(wish);
    await first.close();
    const at = await testOf(first);
    const second = open({ webgpu: 'wrong' });
    expect(await second.choose(wish)).toMatchObject({ provider: 'webgpu' });
    expect(await testOf(second)).toBe(at);
    await second.test('webgpu');
    expect(await second.choose(wish)).toMatchObject({ provider: 'cpu' });
    const third = open({ webgpu: 'passed' });
    await second.close();
    utimesSync(join(folder, 'usr/share/vulkan/icd.d/card.json'), 1, 1);
    expect(await third.choose(wish)).toMatchObject({ provider: 'webgpu' });
  });
});

it('replaces an engine that holds more than the budget on top of what it began with', () => {
  const recycle = vi.fn();
  const devices = open({}, { memoryBudget: gibibyte }, undefined, { recycle });
  devices.rested({ resident: 1.1 * gibibyte, base: 0.2 * gibibyte, open: [] });
  expect(recycle).not.toHaveBeenCalled();
  devices.rested({ resident: 1.3 * gibibyte, base: 0.2 * gibibyte, open: [] });
  expect(recycle).toHaveBeenCalledTimes(1);
});

it('offers the CUDA provider where there is a card and no provider, and only there', () => {
  const linux = { platform: 'linux', env: {}, root: folder };
  const driver = { fingerprint: '', graphics: true, nvidia: true };
  const x64 = { arch: 'x64', script: () => '/opt/ort/install.js' };
  expect(cudaInstallCommand(linux, driver, ['cpu'], x64)).toBe('ONNXRUNTIME_NODE_INSTALL=1 node "/opt/ort/install.js"');
  expect(cudaInstallCommand(linux, driver, ['cpu', 'cuda'], x64)).toBeNull();
  expect(cudaInstallCommand(linux, { ...driver, nvidia: false }, ['cpu'], x64)).toBeNull();
  expect(cudaInstallCommand({ ...linux, platform: 'win32' }, driver, ['cpu'], x64)).toBeNull();
  expect(cudaInstallCommand(linux, driver, ['cpu'], { ...x64, arch: 'arm64' })).toBeNull();
  expect(cudaInstallCommand(linux, driver, ['cpu'], { ...x64, script: () => null })).toBeNull();
});

it('reckons a budget from what is there and what is free', () => {
  const of = (total: number, available: number): number =>
    autoBudget({ total: total * gibibyte, available: available * gibibyte }) / gibibyte;
  expect(of(32, 20)).toBeCloseTo(16);
  expect(of(32, 32)).toBeCloseTo(24);
  expect(of(32, 1)).toBeCloseTo(8);
  expect(of(2, 0.5)).toBeCloseTo(1);
});
