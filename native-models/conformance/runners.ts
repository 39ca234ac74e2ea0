import type { CaseRunner } from './case.ts';

/** Every kind of recorded case and the file that runs it, loaded on first use: a kind exists because it has a line here. */
export const runners: Readonly<Record<string, () => Promise<CaseRunner>>> = {
  scheduler: async () => (await import('./scheduler.ts')).runScheduler,
  k_sampler: async () => (await import('./k-sampler.ts')).runKSampler,
  pfgmpp: async () => (await import('./pfgmpp.ts')).runPfgmpp,
  torch_cpu_randn: async () => (await import('./torch-randn.ts')).runTorchRandn,
  clip_tokenizer: async () => (await import('./clip-tokenizer.ts')).runClipTokenizer,
  pipeline: async () => (await import('./pipeline.ts')).runPipeline,
};
