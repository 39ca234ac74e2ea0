import type { CaseRunner } from './case.ts';

export const runScheduler: CaseRunner = async () => ({ kind: 'failed', maxAbs: null, reason: 'not built yet' });
