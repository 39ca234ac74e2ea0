// How quick the window is, start and while pictures are made. Figures are printed; `bench:feel -- --check` holds them to their targets.
import type { Locator } from '@playwright/test';
import { serve } from './drivers/serve.ts';
import { deskOf, expect, test } from './fixtures.ts';
import { floorOf, judge, machine, say, traced, watch } from './pages/meter.ts';

/** Runs in the page, which looks at every frame: when its first words were painted, and when the form had a model. By the clock of the machine. */
const timesOf = (): Promise<Readonly<{ words: number; form: number }>> =>
  new Promise((done) => {
    const look = (): void => {
      const model = [...document.querySelectorAll('input')].find(({ labels }) => labels?.[0]?.textContent.startsWith('Model') === true);
      const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
      if (model === undefined || model.value === '' || paint === undefined) requestAnimationFrame(look);
      else done({ words: performance.timeOrigin + paint, form: performance.timeOrigin + performance.now() });
    };
    look();
  });

test('from the start of the process to a window that can be used', async ({ studio }) => {
  console.log(`start, on ${machine}`);
  for (const run of ['first', 'second', 'third'] as const) {
    const before = performance.now();
    const page = await studio.launch();
    const { words, form } = await page.evaluate(timesOf);
    const since = (time: number): number => time - (performance.timeOrigin + before);
    judge(`${run} start, to a window with its words`, since(words), 1_500, 30_000);
    judge(`${run} start, to a form with its model`, since(form), 2_000, 30_000);
    await studio.close();
  }
});

test('nothing blocks while pictures are made and results come in', async ({ page, browser, context, home }) => {
  // a Chromium that talks to `serve`: nothing of a test driver is in between
  const served = await serve(home);
  try {
    await page.goto(served.url);
    const { generate, stage } = deskOf(page);
    await generate.ready();
    await generate.field('Pictures').fill('90');
    await generate.make('a red balloon on a beach', 8);
    await expect(stage.strip).not.toHaveCount(0, { timeout: 60_000 });

    /** Where to click, looked up before anything is measured: to find things by role takes the page longer than to show them. */
    const placeOf = async (what: Locator): Promise<() => Promise<void>> => {
      const box = await what.boundingBox();
      if (box === null) throw new Error('there is nothing to click on');
      return async () => {
        await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        await page.waitForTimeout(250);
      };
    };
    const places = page.getByRole('navigation');
    const to = async (...names: readonly string[]): Promise<() => Promise<void>> => {
      const clicks = await Promise.all(names.map((name) => placeOf(places.getByRole('button', { name }))));
      return async () => {
        for (const click of clicks) await click();
      };
    };
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) {
        await page.keyboard.press(key);
        await page.waitForTimeout(250);
      }
    };
    const interactions: readonly (readonly [string, () => Promise<void>, (() => Promise<void>)?])[] = [
      ['nothing is touched', () => page.waitForTimeout(1_500)],
      ['typing', () => page.keyboard.type(' with a small dog', { delay: 30 }), () => generate.prompt.focus()],
      [
        'more settings, closed and opened',
        () => press('Enter', 'Enter'),
        () => generate.form.getByRole('button', { name: 'Fewer settings' }).focus(),
      ],
      ['to the library and back', await to('Library', 'Studio')],
      ['to the settings and back', await to('Settings', 'Studio')],
      ['to models, devices, history and back', await to('Models', 'Devices', 'History', 'Studio')],
      ['all commands, opened and closed', () => press('Control+k', 'Escape')],
    ];
    console.log(`while pictures are made, on ${machine}`);
    say(
      'an empty page that is let be, for comparison: longest frame',
      await floorOf(context, (empty) => empty.waitForTimeout(1_500)),
      50,
      'ms',
    );
    await page.bringToFront();
    const taken = await watch(page);
    for (const [name, act, before] of interactions) {
      await before?.();
      await page.waitForTimeout(200);
      await taken();
      await act();
      await page.waitForTimeout(200);
      const { task, tasks, frame, blocked, shown } = await taken();
      judge(`${name}: longest task (${tasks} over 50 ms)`, task, 50, 2_000);
      judge(`${name}: longest from a key or click to the end of its work`, blocked, 50, 2_000);
      say(`${name}: longest from a key or click to its picture`, shown, 100, 'ms');
      say(`${name}: longest frame`, frame, 50, 'ms');
    }
    // after all that is measured by the clock: to end a trace and to hand it over takes the browser a second of processor
    for (const [name, act, before] of interactions) {
      await before?.();
      const { task, mostly } = await traced(browser, act);
      judge(`${name}: longest task by the processor’s time (${mostly})`, task, 50, 400);
    }
  } finally {
    await served.close();
  }
});
