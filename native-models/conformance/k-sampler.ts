import type { CaseRunner } from './case.ts';

export const runKSampler: CaseRunner = async () => ({ kind: 'failed', maxAbs: null, reason: 'not built yet' });
