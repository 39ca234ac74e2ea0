import type { z } from 'zod';
import type { Extras } from './configs.ts';
import type { Distillation, ModelDefaults, ModelFamily } from './description.ts';

type Said = z.output<typeof Extras>['defaults'];
type Usual = Readonly<{ side: number; steps: number; guidance: number; sampler: string; schedule: string }>;

const byFamily: Readonly<Record<ModelFamily, Usual>> = {
  sd1: { side: 512, steps: 25, guidance: 7.5, sampler: 'dpmpp-2m@1', schedule: 'karras@1' },
  sd2: { side: 768, steps: 25, guidance: 7.5, sampler: 'dpmpp-2m@1', schedule: 'model@1' },
  sdxl: { side: 1024, steps: 30, guidance: 5, sampler: 'dpmpp-2m@1', schedule: 'karras@1' },
  'sdxl-refiner': { side: 1024, steps: 30, guidance: 5, sampler: 'euler@1', schedule: 'model@1' },
  unknown: { side: 512, steps: 25, guidance: 7.5, sampler: 'euler@1', schedule: 'model@1' },
};

/** Nets that were distilled into few steps want few, and have the guidance inside. */
const byDistillation: Readonly<Record<Distillation, Partial<Usual>>> = {
  none: {},
  lcm: { steps: 4, guidance: 8, sampler: 'lcm@1', schedule: 'model@1' },
  turbo: { steps: 1, guidance: 1, sampler: 'euler-ancestral@1', schedule: 'model@1' },
};

/** What the model says, then the size it was trained at, then what its family usually has. */
export const defaultsOf = (
  family: ModelFamily,
  distilled: Distillation,
  said: Said,
  trained: Readonly<{ width: number; height: number }> | null,
): ModelDefaults => {
  const usual: Usual = { ...byFamily[family], ...byDistillation[distilled] };
  return {
    width: said?.width ?? trained?.width ?? usual.side,
    height: said?.height ?? trained?.height ?? usual.side,
    steps: said?.steps ?? usual.steps,
    guidance: said?.guidance ?? usual.guidance,
    sampler: said?.sampler ?? usual.sampler,
    schedule: said?.schedule ?? usual.schedule,
    prior: said?.prior ?? null,
  };
};
