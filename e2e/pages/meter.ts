import { cpus } from 'node:os';
import { type Browser, expect, type Page } from '@playwright/test';
import { z } from 'zod';

export const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;

/** `bench:feel -- --check` holds the figures to their targets; elsewhere a machine is shared by many, and only what is hopeless fails. */
const strict = process.env['TINCTURE_FEEL'] === 'check';
export const say = (what: string, figure: number, target: number, unit: string): void => {
  const note = figure <= target ? 'ok  ' : 'MISS';
  console.log(`  ${note} ${figure.toFixed(0).padStart(6)} ${unit.padEnd(8)} (≤ ${target})  ${what}`);
};

/** Prints a figure and holds it to its target, or to what nobody would accept on any machine. */
export const judge = (what: string, figure: number, target: number, hopeless: number, unit = 'ms'): void => {
  say(what, figure, target, unit);
  expect.soft(figure, what).toBeLessThanOrEqual(strict ? target : hopeless);
};

type Seen = { tasks: number[]; frames: number[]; inputs: number[] };

/** Milliseconds: the longest task (0: none over 50), the longest gap between frames, and the longest from a key or click to what it shows. */
export type Figures = Readonly<{ task: number; tasks: number; frame: number; frames: number; input: number }>;

/** What happens in a page from now on. Frames are those that scripts see: one a screen refresh while nothing blocks. */
export const watch = async (page: Page): Promise<() => Promise<Figures>> => {
  await page.evaluate(() => {
    const seen: Seen = { tasks: [], frames: [], inputs: [] };
    const note = (into: number[]) => (list: PerformanceObserverEntryList) =>
      into.push(...list.getEntries().map(({ duration }) => duration));
    new PerformanceObserver(note(seen.tasks)).observe({ type: 'longtask' });
    new PerformanceObserver(note(seen.inputs)).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    let last = performance.now();
    const frame = (): void => {
      const now = performance.now();
      seen.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(globalThis, { seen });
  });
  return () =>
    page.evaluate(() => {
      const { seen } = globalThis as unknown as { seen: Seen };
      const [tasks, frames, inputs] = [seen.tasks.splice(0), seen.frames.splice(0), seen.inputs.splice(0)];
      const most = (values: readonly number[]): number => Math.max(0, ...values);
      return { task: most(tasks), tasks: tasks.length, frame: most(frames), frames: frames.length, input: most(inputs) };
    });
};

const Trace = z.object({
  traceEvents: z.array(
    z.object({ name: z.string(), ph: z.string(), pid: z.int(), tid: z.int(), tdur: z.number().optional(), args: z.unknown() }),
  ),
});
const Named = z.object({ name: z.string() });

/** The longest task of the busiest page in Chromium's own trace, by the processor's time: other programs on the machine do not count. Milliseconds. */
export const longestTask = async (browser: Browser, act: () => Promise<void>): Promise<number> => {
  await browser.startTracing(undefined, { categories: ['toplevel', '__metadata'] });
  await act();
  const { traceEvents } = Trace.parse(JSON.parse((await browser.stopTracing()).toString('utf8')));
  const mains = new Map<string, number[]>();
  const placeOf = ({ pid, tid }: { pid: number; tid: number }): string => `${pid} ${tid}`;
  for (const event of traceEvents)
    if (event.name === 'thread_name' && Named.safeParse(event.args).data?.name === 'CrRendererMain') mains.set(placeOf(event), []);
  for (const event of traceEvents) if (event.ph === 'X' && event.tdur !== undefined) mains.get(placeOf(event))?.push(event.tdur / 1_000);
  const sum = (times: readonly number[]): number => times.reduce((all, time) => all + time, 0);
  return Math.max(0, ...([...mains.values()].toSorted((a, b) => sum(b) - sum(a))[0] ?? []));
};
