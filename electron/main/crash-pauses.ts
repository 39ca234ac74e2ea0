/** A crash that is this long ago (ms) has nothing to do with the next one. */
const memory = 60_000;
const longest = 30_000;

/** How long to wait (ms) before a crashed page is loaded again: not at all at first, longer for each crash of the last minute, so that a page that cannot live does not keep the machine busy. */
export const createCrashPauses = (clock: () => number): (() => number) => {
  let crashes: readonly number[] = [];
  return () => {
    const now = clock();
    crashes = [...crashes.filter((time) => now - time < memory), now];
    return crashes.length === 1 ? 0 : Math.min(longest, 500 * 2 ** (crashes.length - 2));
  };
};
