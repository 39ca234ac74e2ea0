import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Driver, System } from './driver.ts';

const installScript = (): string | null => {
  const script = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')), 'script', 'install.js');
  return existsSync(script) ? script : null;
};

/**
 * The command that fetches onnxruntime's CUDA provider, which npm does not carry for its size; null where there is no NVIDIA driver, where the
 * provider is there already, or where there is none (it exists for Linux on x64). An installed app has no such script.
 */
export const cudaInstallCommand = (
  { platform }: System,
  { nvidia }: Driver,
  known: readonly string[],
  { arch = process.arch, script = installScript }: { arch?: string; script?: () => string | null } = {},
): string | null => {
  if (platform !== 'linux' || arch !== 'x64' || !nvidia || known.includes('cuda')) return null;
  const path = script();
  return path === null ? null : `ONNXRUNTIME_NODE_INSTALL=1 node "${path}"`;
};
