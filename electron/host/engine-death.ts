import { readFileSync } from 'node:fs';
import type { AppError } from '../contract/result.ts';

/** How a process ended: nulls as Node has them, and the last lines that it printed. */
export type Exit = Readonly<{ code: number | null; signal: NodeJS.Signals | null; lines: readonly string[]; outOfMemoryKills: number }>;

export type Death = Readonly<{ code: Extract<AppError['code'], 'engine-died' | 'out-of-memory'>; reason: string }>;

const smaller = 'Choose a smaller size or model, or close other programs';

/** Words of a process that ends itself for want of memory: C++, V8, onnxruntime. */
const exhausted = /bad_alloc|out of memory|failed to allocate memory|allocation failed|Cannot allocate memory/i;

/** Windows' STATUS_NO_MEMORY and STATUS_COMMITMENT_LIMIT. */
const windowsExhausted: ReadonlySet<number> = new Set([0xc0000017, 0xc000012d]);

/** Why the engine ended by itself, as the end of “The run was cut off: …”. */
export const deathOf = ({ code, signal, lines, outOfMemoryKills }: Exit): Death => {
  if (signal === 'SIGKILL' && outOfMemoryKills > 0) {
    return { code: 'out-of-memory', reason: `the system ended the engine (SIGKILL) because memory ran out. ${smaller}` };
  }
  if (lines.some((line) => exhausted.test(line)) || (code !== null && windowsExhausted.has(code >>> 0))) {
    return { code: 'out-of-memory', reason: `the engine ran out of memory. ${smaller}` };
  }
  const lastLine = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  const often = signal === 'SIGKILL' ? '. Most often that means that memory ran out' : '';
  return { code: 'engine-died', reason: `the engine process ended ${how}${lastLine === '' ? often : `: ${lastLine}`}` };
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
