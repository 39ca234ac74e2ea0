import { initial } from './0001-initial.ts';
import { grids } from './0002-grids.ts';
import { networkLog } from './0003-network-log.ts';
import { keptRuns } from './0004-kept-runs.ts';
import { origins } from './0005-origins.ts';
import { modelFiles } from './0006-model-files.ts';
import { order } from './0007-order.ts';
import { fileStamps } from './0008-file-stamps.ts';
import { embeddings } from './0009-embeddings.ts';
import { promptsStay } from './0010-prompts-stay.ts';
import type { Migration } from './migration.ts';

/** Every step in order: number one first, each one higher than the last. */
export const migrations: readonly Migration[] = [
  initial,
  grids,
  networkLog,
  keptRuns,
  origins,
  modelFiles,
  order,
  fileStamps,
  embeddings,
  promptsStay,
];
