import { readFileSync } from 'node:fs';
import type { AppError } from '../contract/result.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

/** How a process ended: nulls as Node has them, and the last lines that it printed. */
export type Exit = Readonly<{ code: number | null; signal: NodeJS.Signals | null; lines: readonly string[]; outOfMemoryKills: number }>;

export type Death = Readonly<{ code: Extract<AppError['code'], 'engine-died' | 'out-of-memory'>; reason: Words }>;

/** Words of a process that ends itself for want of memory: C++, V8, onnxruntime. */
const exhausted = /bad_alloc|out of memory|failed to allocate memory|allocation failed|Cannot allocate memory/i;

/** Windows' STATUS_NO_MEMORY and STATUS_COMMITMENT_LIMIT. */
const windowsExhausted: ReadonlySet<number> = new Set([0xc0000017, 0xc000012d]);

/** Why the engine ended by itself, as what follows “The run was cut off:”. */
export const deathOf = ({ code, signal, lines, outOfMemoryKills }: Exit): Death => {
  if (signal === 'SIGKILL' && outOfMemoryKills > 0) {
    return { code: 'out-of-memory', reason: sentence('death.killed-memory') };
  }
  if (lines.some((line) => exhausted.test(line)) || (code !== null && windowsExhausted.has(code >>> 0))) {
    return { code: 'out-of-memory', reason: sentence('death.memory') };
  }
  const lastLine = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
  const how =
    signal === 'SIGKILL' && lastLine === ''
      ? sentence('death.by-kill')
      : signal === null
        ? sentence('death.with-code', { code: String(code) })
        : sentence('death.by-signal', { signal });
  return { code: 'engine-died', reason: lastLine === '' ? how : [how, sentence('death.last-words', { detail: lastLine })] };
};

const counters = [
  { path: '/sys/fs/cgroup/memory.events', pattern: /^oom_kill (\d+)$/m },
  { path: '/proc/vmstat', pattern: /^oom_kill (\d+)$/m },
] as const;

/** How many processes Linux has ended for want of memory, here or in our container; 0 where nobody counts. */
export const countOutOfMemoryKills = (): number =>
  counters.reduce((sum, { path, pattern }) => {
    try {
      return sum + Number(pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? 0);
    } catch {
      return sum;
    }
  }, 0);
