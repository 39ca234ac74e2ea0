import type { CaseRunner } from './case.ts';

export const runPfgmpp: CaseRunner = async () => ({ kind: 'failed', maxAbs: null, reason: 'not built yet' });
