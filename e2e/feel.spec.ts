// How quick the window is. Figures are printed, not judged: a busy machine is no failure. Only what is far off fails.
import { cpus } from 'node:os';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
const say = (what: string, milliseconds: number): void => console.log(`  ${what.padEnd(44)} ${milliseconds.toFixed(0).padStart(6)} ms`);

/** Everything below is far from what anyone would accept; a machine that is shared by many can be slow by itself. */
const hopeless = { start: 30_000, task: 2_000 };

type Watch = { tasks: number[]; frames: number[] };

/** Notes every task over 50 ms and the gap between frames, from now on. */
const watch = (page: Page) =>
  page.evaluate(() => {
    const seen: Watch = { tasks: [], frames: [] };
    new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    let last = performance.now();
    const frame = (now: number): void => {
      seen.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(globalThis, { seen });
  });

/** What was seen since the last time. */
const taken = (page: Page) =>
  page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: Watch };
    const [tasks, frames] = [seen.tasks.splice(0), seen.frames.splice(0)];
    return { task: Math.max(0, ...tasks), tasks: tasks.length, frame: Math.max(0, ...frames) };
  });

test('from the start of the process to a window that can be used', async ({ studio }) => {
  console.log(`start, on ${machine}`);
  for (const run of ['first', 'second'] as const) {
    const before = performance.now();
    const { page } = await studio.open();
    const usable = performance.now() - before;
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
    say(`${run} start, to a form with its model`, usable);
    say('  of it in the page, to the first words', paint);
    expect(usable).toBeLessThan(hopeless.start);
    await studio.close();
  }
});

test('nothing blocks while pictures are made and results come in', async ({ desk: { page, generate, stage } }) => {
  await generate.field('Pictures').fill('40');
  await generate.make('a red balloon on a beach', 8);
  await expect(stage.strip).not.toHaveCount(0, { timeout: 60_000 });
  await watch(page);
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) {
      await page.keyboard.press(key);
      await page.waitForTimeout(250);
    }
  };
  const go = async (...places: readonly string[]): Promise<void> => {
    for (const place of places) {
      await page.getByRole('navigation').getByRole('button', { name: place }).click();
      await page.waitForTimeout(250);
    }
  };
  const interactions: readonly (readonly [string, () => Promise<void>])[] = [
    ['nothing is touched', () => page.waitForTimeout(1_500)],
    ['typing', () => generate.prompt.pressSequentially(' with a small dog and a long shadow', { delay: 30 })],
    ['to the library and back', () => go('Library', 'Studio')],
    ['to the settings and back', () => go('Settings', 'Studio')],
    ['to models, devices, history and back', () => go('Models', 'Devices', 'History', 'Studio')],
    ['all commands, opened and closed', () => press('Control+k', 'Escape')],
  ];
  console.log(`longest task and frame while pictures are made, on ${machine}`);
  for (const [name, act] of interactions) {
    await act();
    await page.waitForTimeout(200);
    const { task, tasks, frame } = await taken(page);
    say(`${name}: longest task (${tasks} over 50 ms)`, task);
    say(`${name}: longest frame`, frame);
    expect(task).toBeLessThan(hopeless.task);
  }
});
