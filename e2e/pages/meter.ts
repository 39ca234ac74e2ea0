import { cpus } from 'node:os';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
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

type Seen = { tasks: number[]; frames: number[]; blocked: number[]; shown: number[] };

/**
 * Milliseconds by the clock. `task`: the longest long task of the page (0: none over 50), and how many there were. `frame`: the longest time between two frames that
 * scripts see. `blocked`: from a key or click to the end of what it calls (Event Timing: input delay and processing). `shown`: to the frame that shows it.
 */
export type Figures = Readonly<{ task: number; tasks: number; frame: number; frames: number; blocked: number; shown: number }>;

/** What happens in a page from now on; each call answers what happened since the last one. */
export const watch = async (page: Page): Promise<() => Promise<Figures>> => {
  await page.evaluate(() => {
    const seen: Seen = { tasks: [], frames: [], blocked: [], shown: [] };
    new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!(entry instanceof PerformanceEventTiming)) continue;
        seen.blocked.push(entry.processingEnd - entry.startTime);
        seen.shown.push(entry.duration);
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
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
      const [tasks, frames] = [seen.tasks.splice(0), seen.frames.splice(0)];
      const [blocked, shown] = [seen.blocked.splice(0), seen.shown.splice(0)];
      const most = (values: readonly number[]): number => Math.max(0, ...values);
      return {
        task: most(tasks),
        tasks: tasks.length,
        frame: most(frames),
        frames: frames.length,
        blocked: most(blocked),
        shown: most(shown),
      };
    });
};

const Trace = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      ph: z.string(),
      pid: z.int(),
      tid: z.int(),
      ts: z.number(),
      dur: z.number().optional(),
      tdur: z.number().optional(),
      args: z.unknown(),
    }),
  ),
});
const Named = z.object({ name: z.string() });
const Reported = z.object({ frame_reporter: z.object({ state: z.string() }) });

/** From Chromium's own trace, in milliseconds. `task`: the longest task of the busiest page by the processor's time: other programs on the machine do not count. `mostly`: what most of it went into. `drawn`: the longest time from a frame that was drawn, or had nothing new to draw, to the next that was drawn: between two turns of a wheel the picture may stand still. */
export type Traced = Readonly<{ task: number; mostly: string; drawn: number }>;

type Span = Readonly<{ name: string; ts: number; dur: number; tdur: number }>;

/** The name under which most of a task's processor time lies, without what is told apart inside of it. */
const mostlyOf = (task: Span, all: readonly Span[]): string => {
  const inside = all.filter(({ ts }) => ts >= task.ts && ts < task.ts + task.dur).toSorted((a, b) => a.ts - b.ts || b.dur - a.dur);
  const own = new Map<string, number>();
  const open: Span[] = [];
  for (const span of inside) {
    while (open.length > 0 && (open.at(-1)?.ts ?? 0) + (open.at(-1)?.dur ?? 0) <= span.ts) open.pop();
    const around = open.at(-1);
    if (around !== undefined) own.set(around.name, (own.get(around.name) ?? 0) - span.tdur);
    own.set(span.name, (own.get(span.name) ?? 0) + span.tdur);
    open.push(span);
  }
  const [name, time] = [...own].toSorted((a, b) => b[1] - a[1])[0] ?? ['', 0];
  return `${(time / 1_000).toFixed(0)} ms of it ${name}`;
};

export const traced = async (browser: Browser, act: () => Promise<void>): Promise<Traced> => {
  await browser.startTracing(undefined, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline.frame', '__metadata'],
  });
  await act();
  const { traceEvents } = Trace.parse(JSON.parse((await browser.stopTracing()).toString('utf8')));
  const mains = new Map<string, Span[]>();
  const placeOf = ({ pid, tid }: { pid: number; tid: number }): string => `${pid} ${tid}`;
  for (const event of traceEvents)
    if (event.name === 'thread_name' && Named.safeParse(event.args).data?.name === 'CrRendererMain') mains.set(placeOf(event), []);
  for (const event of traceEvents) {
    const { ph, name, ts, dur, tdur } = event;
    if (ph === 'X' && dur !== undefined && tdur !== undefined) mains.get(placeOf(event))?.push({ name, ts, dur, tdur });
  }
  const sum = (spans: readonly Span[]): number => spans.reduce((all, { tdur }) => all + tdur, 0);
  const busiest = [...mains.values()].toSorted((a, b) => sum(b) - sum(a))[0] ?? [];
  const longest = busiest.toSorted((a, b) => b.tdur - a.tdur)[0];
  const nothingNew = ({ args }: { args?: unknown }): boolean =>
    Reported.safeParse(args).data?.frame_reporter.state === 'STATE_NO_UPDATE_DESIRED';
  const frames = traceEvents
    .filter((event) => event.name === 'DrawFrame' || nothingNew(event))
    .map(({ name, ts }) => ({ drawn: name === 'DrawFrame', at: ts / 1_000 }))
    .toSorted((a, b) => a.at - b.at);
  return {
    task: (longest?.tdur ?? 0) / 1_000,
    mostly: longest === undefined ? '' : mostlyOf(longest, busiest),
    drawn: Math.max(0, ...frames.map(({ drawn, at }, n) => (drawn ? at - (frames[n - 1]?.at ?? at) : 0))),
  };
};

/** The longest frame of a page with nothing of ours in it, scrolled or let be by the same act: what the browser and the machine take by themselves. */
export const floorOf = async (context: BrowserContext, act: (page: Page) => Promise<void>): Promise<number> => {
  const page = await context.newPage();
  try {
    await page.setContent(
      '<div style="block-size: 400000px; background: repeating-linear-gradient(#ccc 0 176px, #eee 176px 352px)"></div>',
    );
    const taken = await watch(page);
    await page.mouse.move(400, 400);
    await page.waitForTimeout(500);
    await taken();
    await act(page);
    return (await taken()).frame;
  } finally {
    await page.close();
  }
};
