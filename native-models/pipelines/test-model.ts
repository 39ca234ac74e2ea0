/** Copies of the tiny recorded models that tests may damage. Used by tests only. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PictureRequest } from './types.ts';

export const tinyModel = (name: string): string =>
  fileURLToPath(new URL(`../conformance/golden/pipelines/models/${name}`, import.meta.url));

/** A copy in a folder of its own, removed when the test's scope ends. */
export const copyOf = (name: string): { folder: string } & Disposable => {
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  cpSync(tinyModel(name), folder, { recursive: true });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
};

const plain = (id: string) => ({ id, options: {} });

/** A request that the tiny models fulfil in a blink. */
export const smallRequest: PictureRequest = {
  prompt: 'a red balloon on a beach',
  negativePrompt: '',
  width: 64,
  height: 64,
  seed: 7,
  steps: 3,
  sampler: plain('euler@1'),
  schedule: plain('model@1'),
  guidance: { id: 'cfg@1', options: {}, scale: 5 },
  noise: plain('torch-cpu@1'),
  prior: plain('gaussian@1'),
  promptSyntax: plain('plain@1'),
  source: null,
};
