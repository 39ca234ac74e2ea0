// 100,000 pictures in the library, scrolled in a Chromium that talks to `serve`: no frame takes longer than 50 ms.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { multipliedLibrary } from '../electron/host/bench/multiply-library.ts';
import { serve } from './drivers/serve.ts';
import { deskOf, expect, test } from './fixtures.ts';
import { judge, longestTask, machine, say, watch } from './pages/meter.ts';

const pictures = 100_000;
/** Of so many different ones: each has its thumbnail made when it is first seen. */
const different = 400;

type Blank = Readonly<{ cells: number; blank: number; missing: number }>;

test(`${pictures.toLocaleString('en')} pictures are scrolled`, async ({ page, browser }) => {
  const folder = await mkdtemp(join(tmpdir(), 'tincture-e2e-scroll-'));
  const home = multipliedLibrary(folder, pictures, different);
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
          const cells = [...room.querySelectorAll('[role=gridcell]')].filter((cell) => {
            const { top, bottom } = cell.getBoundingClientRect();
            return bottom > box.top && top < box.bottom;
          });
          total.cells += cells.length;
          if (cells.length === 0) total.missing += 1;
          total.blank += cells.filter((cell) => cell.querySelector('img')?.complete === false).length;
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        Object.assign(globalThis, { total });
      });
    const counted = () =>
      page.evaluate((): Blank => {
        const { total } = globalThis as unknown as { total: Blank & { on: boolean } };
        total.on = false;
        return total;
      });
    const measure = async (what: string, act: () => Promise<void>): Promise<void> => {
      await count();
      await act();
      const { cells, blank, missing } = await counted();
      say(`${what}: frames with nothing to see`, missing, 0, 'frames');
      say(`${what}: cells still waiting for their picture`, cells === 0 ? 0 : (100 * blank) / cells, 10, '%');
      await taken();
      await act();
      const { tasks, frame, frames } = await taken();
      judge(`${what}: longest of ${frames} frames (${tasks} tasks over 50 ms)`, frame, 50, 1_000);
      judge(`${what}: longest task by the processor’s time`, await longestTask(browser, act), 50, 150);
    };

    const wheel = async (notches: number): Promise<void> => {
      for (let n = 0; n < notches; n += 1) {
        await page.mouse.wheel(0, 240);
        await page.waitForTimeout(16);
      }
    };
    /** Places all over the library, as by the thumb of the scroll bar. */
    const jump = (to: (n: number) => number, times: number) =>
      page.evaluate(
        async (places) => {
          const room = document.querySelector('[role=grid]')?.parentElement;
          for (const place of places) {
            room?.scrollTo({ top: place * ((room.scrollHeight ?? 0) - room.clientHeight) });
            for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
          }
        },
        Array.from({ length: times }, (_, n) => to(n)),
      );
    await measure('by the wheel', () => wheel(80));
    await measure('by the thumb of the scroll bar, drawn down', () => jump((n) => n / 60, 60));
    await measure('to places all over the library', () => jump((n) => (n * 0.618) % 1, 40));
    await measure('by Page Down', async () => {
      await library.cells.getByRole('button').first().focus();
      for (let n = 0; n < 40; n += 1) {
        await page.keyboard.press('PageDown');
        await page.waitForTimeout(30);
      }
    });
  } finally {
    await served.close();
    await rm(folder, { recursive: true, force: true });
  }
});
