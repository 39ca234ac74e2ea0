import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds: the longest time that the event loop stood still, and the most that its thread computed between two turns. */
export type Hold = Readonly<{ hold: number; holdCpu: number }>;

/** Watches the event loop until `stop`. */
export const watchLoop = (): { stop: () => Hold } => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const computed = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let [holdCpu, last] = [0, computed()];
  const timer = setInterval(() => {
    const now = computed();
    holdCpu = Math.max(holdCpu, now - last);
    last = now;
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      delay.disable();
      return { hold: delay.max / 1e6, holdCpu };
    },
  };
};
