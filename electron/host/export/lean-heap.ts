import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets garbage lie while it believes that there is room: its young generation grows to 64 MiB, its old one to several times what is in use.
 * sharp leaves some 14 KB of objects a picture, so a long export would fill both.
 */
const lean = ['--semi-space-growth-factor=1', '--heap-growing-percent=30'];
const usual = ['--semi-space-growth-factor=2', '--heap-growing-percent=0'];
const set = (flags: readonly string[]): void => flags.forEach((flag) => setFlagsFromString(flag));

let running = 0;

/** While `work` runs the collector comes before the heap grows, at some hundredths of a millisecond a picture. */
export const withLeanHeap = async <T>(work: () => Promise<T>): Promise<T> => {
  running += 1;
  if (running === 1) set(lean);
  try {
    return await work();
  } finally {
    running -= 1;
    if (running === 0) set(usual);
  }
};
