// How quick the window is, start and while pictures are made. Figures are printed; `bench:feel -- --check` holds them to their targets.
import { expect, test } from './fixtures.ts';
import { judge, longestTask, machine, say, watch } from './pages/meter.ts';

test('from the start of the process to a window that can be used', async ({ studio }) => {
  console.log(`start, on ${machine}`);
  for (const run of ['first', 'second', 'third'] as const) {
    const before = performance.now();
    const { page } = await studio.open();
    const usable = performance.now() - before;
    const { paint, began } = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      began: performance.timeOrigin,
    }));
    const window = began + paint - (performance.timeOrigin + before);
    judge(`${run} start, to a window with its words`, window, 1_500, 30_000);
    say(`${run} start, to a form with its model`, usable, 2_000, 'ms');
    await studio.close();
  }
});

test('nothing blocks while pictures are made and results come in', async ({ desk: { page, generate, stage }, browser }) => {
  await generate.field('Pictures').fill('60');
  await generate.make('a red balloon on a beach', 8);
  await expect(stage.strip).not.toHaveCount(0, { timeout: 60_000 });
  const taken = await watch(page);
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
  const fold = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      await generate.form.getByRole('button', { name }).click();
      await page.waitForTimeout(250);
    }
  };
  const interactions: readonly (readonly [string, () => Promise<void>])[] = [
    ['nothing is touched', () => page.waitForTimeout(1_500)],
    ['typing', () => generate.prompt.pressSequentially(' with a small dog', { delay: 30 })],
    ['more settings, opened and closed', () => fold('Fewer settings', 'More settings')],
    ['to the library and back', () => go('Library', 'Studio')],
    ['to the settings and back', () => go('Settings', 'Studio')],
    ['to models, devices, history and back', () => go('Models', 'Devices', 'History', 'Studio')],
    ['all commands, opened and closed', () => press('Control+k', 'Escape')],
  ];
  console.log(`while pictures are made, on ${machine}`);
  for (const [name, act] of interactions) {
    await taken();
    await act();
    await page.waitForTimeout(200);
    const { task, tasks, frame, input } = await taken();
    judge(`${name}: longest task (${tasks} over 50 ms)`, task, 50, 2_000);
    say(`${name}: longest frame`, frame, 50, 'ms');
    say(`${name}: longest from a key or click to its picture`, input, 100, 'ms');
    judge(`${name}: longest task by the processor’s time`, await longestTask(browser, act), 50, 400);
  }
});
