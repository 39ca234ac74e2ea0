import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Devices } from '../contract/devices.ts';
import { newFolder, removeFolder } from '../host/testing/studio.ts';
import { findChromium, softwareGraphics } from '../tooling/chromium.ts';

// a graphics card in software takes a second for what the processor does in a millisecond, and Chromium may have to be installed
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const cli = fileURLToPath(new URL('./main.ts', import.meta.url));
const model = fileURLToPath(new URL('../../native-models/conformance/golden/pipelines/models/sd15-tiny', import.meta.url));

let folder: string;
let graphics: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = newFolder();
  graphics = softwareGraphics(await findChromium());
});
afterAll(() => removeFolder(folder));

const generate = async (provider: string): Promise<{ file: string; provider: string; warnings: string[] }> => {
  const words = ['a red balloon', '--provider', provider, '--model', model, '--size', '64x64', '--steps', '2', '--seed', '7', '--json'];
  const env = { ...process.env, ...graphics, TINCTURE_HOME: join(folder, provider) };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'generate', ...words], { env });
  const { file, warnings, recipe } = JSON.parse(stdout) as { file: string; warnings: string[]; recipe: { made: { provider: string } } };
  return { file, warnings, provider: recipe.made.provider };
};

it('draws on WebGPU what the processor draws, after a self-test in a process of its own', async () => {
  const card = await generate('webgpu');
  const { webgpu } = (JSON.parse(readFileSync(join(folder, 'webgpu', 'devices.json'), 'utf8')) as { tests: Record<string, unknown> }).tests;
  const { test } = webgpu as { test: unknown };
  const found = Devices.shape.devices.element.shape.test.unwrap().parse(test);
  expect(['passed', 'slow']).toContain(found.verdict);
  expect(found.difference).toBeLessThan(1e-4);
  expect(found.parts.map(({ part }) => part)).toEqual(['float16', 'MultiHeadAttention']);

  const processor = await generate('cpu');
  expect([card.provider, processor.provider]).toEqual(['webgpu', 'cpu']);
  expect(card.warnings).toEqual(processor.warnings);
  const [one, other] = await Promise.all([card, processor].map(({ file }) => sharp(file).raw().toBuffer()));
  const differences = Array.from(one!, (value, i) => Math.abs(value - other![i]!));
  console.log(
    `WebGPU beside the processor: at most ${Math.max(...differences)}/255 in ${differences.length} values; self-test ${JSON.stringify(found)}`,
  );
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
});
