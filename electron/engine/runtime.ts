import { env, listSupportedBackends } from 'onnxruntime-node';
import type { OpenOptions } from '../../native-models/pipelines/index.ts';
import { PictureError } from '../../native-models/pipelines/errors.ts';

const providers = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const satisfies readonly OpenOptions['provider'][];

/** Version of onnxruntime and the execution providers that this build of it brings along. That one is listed does not mean that it starts. */
export const runtime = (): { onnxruntime: string; providers: string[] } => ({
  onnxruntime: env.versions.node ?? env.versions.common,
  providers: listSupportedBackends()
    .filter((backend) => backend.bundled)
    .map((backend) => backend.name),
});

/** The provider of the command line; `undefined` is the processor. */
export const parseProvider = (name: string | undefined): OpenOptions['provider'] => {
  const provider = name ?? 'cpu';
  const known = providers.find((one) => one === provider);
  if (known === undefined)
    throw new PictureError('provider-unavailable', `“${provider}” is no provider. There are: ${providers.join(', ')}.`);
  return known;
};
