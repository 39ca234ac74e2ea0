// 100,000 pictures in the library, scrolled in a Chromium that talks to `serve`: no frame takes longer than 50 ms.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { multipliedLibrary } from '../electron/host/bench/multiply-library.ts';
import { serve } from './drivers/serve.ts';
import { deskOf, expect, test } from './fixtures.ts';
import { floorOf, judge, machine, say, traced, watch } from './pages/meter.ts';

const pictures = 100_000;
/** Of so many different ones, as large as people make them: each has its thumbnail made when it is first seen. */
const different = 400;

type Blank = Readonly<{ cells: number; blank: number; missing: number }>;

test(`${pictures.toLocaleString('en')} pictures are scrolled`, async ({ page, browser, context }) => {
  const folder = await mkdtemp(join(tmpdir(), 'tincture-e2e-scroll-'));
  const home = await multipliedLibrary(folder, pictures, different);
  const served = await serve(home.data);
  try {
    await page.goto(served.url);
    const { generate, library } = deskOf(page);
    await generate.ready();
    const before = performance.now();
    await library.open();
    await expect(library.cells.first()).toBeVisible();
    console.log(`${pictures.toLocaleString('en')} pictures, on ${machine}`);
    say('the library, from the click to its first pictures', performance.now() - before, 1_000, 'ms');
    await expect(page.getByText('100,000 pictures')).toBeVisible();
    await page.waitForTimeout(1_000);
    const taken = await watch(page);
    await page.getByRole('grid', { name: 'Pictures' }).hover();

    /** What is in sight, counted in every frame: places without a cell, and cells whose picture has not come. */
    const count = () =>
      page.evaluate(() => {
        const room = document.querySelector('[role=grid]')?.parentElement;
        if (room == null) throw new Error('there is no grid');
        const total = { frames: 0, cells: 0, blank: 0, missing: 0, on: true };
        const box = room.getBoundingClientRect();
        const look = (): void => {
          if (!total.on) return;
          total.frames += 1;
          const cells = [...room.querySelectorAll('[role=row] > div')].filter((cell) => {
            const { top, bottom } = cell.getBoundingClientRect();
            return bottom > box.top && top < box.bottom;
          });
          total.cells += cells.length;
          if (cells.length === 0) total.missing += 1;
          total.blank += cells.filter((cell) => cell.querySelector('img')?.complete !== true).length;
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        Object.assign(globalThis, { total });
      });
    const allThere = (): boolean =>
      [...document.querySelectorAll('[role=row] > div')].every((cell) => {
        const img = cell.querySelector('img');
        return img?.complete === true && img.naturalWidth > 0;
      });
    const counted = () =>
      page.evaluate((): Blank => {
        const { total } = globalThis as unknown as { total: Blank & { on: boolean } };
        total.on = false;
        return total;
      });
    /** No thumbnail is there when it begins, and the browser has none. */
    const measure = async (what: string, act: () => Promise<void>): Promise<void> => {
      // one may be in the making
      await rm(home.thumbnails, { recursive: true, force: true, maxRetries: 5 });
      // what was measured before, and the change from one page to the other, is over
      await page.waitForTimeout(500);
      await taken();
      await act();
      const { tasks, frame, frames } = await taken();
      judge(`${what}: longest of ${frames} frames (${tasks} tasks over 50 ms)`, frame, 50, 1_000);
      const { task, mostly, drawn } = await traced(browser, act);
      judge(`${what}: longest time between two frames that were drawn`, drawn, 50, 1_000);
      judge(`${what}: longest task by the processor’s time (${mostly})`, task, 50, 150);
      await count();
      await act();
      const { cells, blank, missing } = await counted();
      say(`${what}: frames with nothing to see`, missing, 0, 'frames');
      say(`${what}: cells still waiting for their picture`, cells === 0 ? 0 : (100 * blank) / cells, 10, '%');
      const rest = performance.now();
      await page.waitForFunction(allThere);
      say(`${what}: from the last movement until every picture is there`, performance.now() - rest, 500, 'ms');
    };

    const wheel = async (notches: number, pixels: number, over = page): Promise<void> => {
      for (let n = 0; n < notches; n += 1) {
        await over.mouse.wheel(0, pixels);
        await over.waitForTimeout(16);
      }
    };
    /** Places all over the library, another one in every so many frames. */
    const jump = (to: (n: number) => number, times: number, frames: number) =>
      page.evaluate(
        async ({ places, frames }) => {
          const room = document.querySelector('[role=grid]')?.parentElement;
          for (const place of places) {
            room?.scrollTo({ top: place * ((room.scrollHeight ?? 0) - room.clientHeight) });
            for (let frame = 0; frame < frames; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
          }
        },
        { places: Array.from({ length: times }, (_, n) => to(n)), frames },
      );
    say('an empty page by the wheel, for comparison: longest frame', await floorOf(context, (empty) => wheel(80, 240, empty)), 50, 'ms');
    await page.bringToFront();
    await measure('by the wheel, faster than anything can be looked at', () => wheel(80, 240));
    await measure('by the wheel, so that pictures can be looked at', () => wheel(80, 60));
    await measure('by the thumb of the scroll bar, drawn down', () => jump((n) => n / 200, 200, 1));
    await measure('to places all over the library', () => jump((n) => (n * 0.618) % 1, 60, 2));
    await measure('by Page Down', async () => {
      await library.cells.getByRole('button').first().focus();
      for (let n = 0; n < 40; n += 1) {
        await page.keyboard.press('PageDown');
        await page.waitForTimeout(16);
      }
    });
  } finally {
    await served.close();
    await rm(folder, { recursive: true, force: true });
  }
});
