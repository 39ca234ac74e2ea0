/** Execution providers of onnxruntime that this program knows how to use. */
export const providers = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const;
export type Provider = (typeof providers)[number];

export const isProvider = (name: string): name is Provider => providers.some((known) => known === name);

/**
 * What to try on a system, best first; the processor, which always works, is last. What onnxruntime-node 1.30 brings: WebGPU everywhere (Vulkan on
 * Linux, Direct3D 12 on Windows, Metal on macOS), DirectML on Windows, Core ML on macOS; CUDA on Linux x64 after an install step of its own.
 * Core ML comes after WebGPU because it takes only the parts of a graph whose shapes are fixed.
 */
const orders: Readonly<Record<string, readonly Provider[]>> = {
  linux: ['cuda', 'webgpu', 'cpu'],
  win32: ['dml', 'webgpu', 'cpu'],
  darwin: ['webgpu', 'coreml', 'cpu'],
};

export const providerOrder = (platform: string): readonly Provider[] => orders[platform] ?? ['cpu'];

/** For sentences. */
export const providerNames: Readonly<Record<Provider, string>> = {
  cpu: 'The processor',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'Core ML',
};
