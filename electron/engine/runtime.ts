import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { env, listSupportedBackends } from 'onnxruntime-node';

/** The CUDA provider is not in the package; its install step puts it beside the library. */
const hasCuda = (): boolean => {
  const { platform, arch } = process;
  const home = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  return existsSync(join(home, 'bin', 'napi-v6', platform, arch, 'libonnxruntime_providers_cuda.so'));
};

/** Version of onnxruntime and the execution providers that this build of it brings along. That one is listed does not mean that it starts. */
export const runtime = (): { onnxruntime: string; providers: string[] } => ({
  onnxruntime: env.versions.node ?? env.versions.common,
  providers: listSupportedBackends()
    .filter((backend) => backend.bundled || (backend.name === 'cuda' && hasCuda()))
    .map((backend) => backend.name),
});
