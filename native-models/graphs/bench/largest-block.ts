import { createReadStream, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Arguments for `strace` that record every block of memory that a command and its threads ask the system for; other calls are not stopped. */
export const recordingBlocks = (log: string): readonly string[] => ['-f', '--seccomp-bpf', '-qq', '-e', 'trace=mmap,mremap', '-o', log];

/** Bytes of one line of strace: memory that can be written, of no file; zero for anything else (reserved address space, mapped files). */
export const blockOf = (line: string): number => {
  const mapped = /mmap\((?:NULL|0x[\da-f]+), (\d+), [^,]*PROT_WRITE[^,]*, [^,]*MAP_ANONYMOUS/.exec(line);
  const moved = /mremap\(0x[\da-f]+, \d+, (\d+),/.exec(line);
  return Number(mapped?.[1] ?? moved?.[1] ?? 0);
};

/** The largest of them; the log is removed. */
export const largestBlock = async (log: string): Promise<number> => {
  let largest = 0;
  for await (const line of createInterface({ input: createReadStream(log) })) largest = Math.max(largest, blockOf(line));
  rmSync(log);
  return largest;
};
