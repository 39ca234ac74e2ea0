import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.describe.configure({ timeout: 240_000 });

/** What is wider than the place it has: words out of their button or the window, and what only a scroll bar would show. */
const cramped = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const meant = '.mantine-VisuallyHidden-root, .mantine-Switch-track, [role=group][aria-label], input, textarea, code, pre';
    const isSeen = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.closest('[data-kept]') === null;
    const wrong = [...document.querySelectorAll('body *')].filter((element) => {
      if (element.closest(meant) !== null || !isSeen(element) || element.clientWidth === 0) return false;
      const { left, right } = element.getBoundingClientRect();
      const isWord = element.children.length === 0 && element.textContent.trim() !== '';
      const { overflowX, textOverflow } = getComputedStyle(element);
      const spills = element.scrollWidth > element.clientWidth + 1 && textOverflow !== 'ellipsis';
      return (spills && (overflowX !== 'visible' || element.matches('button, label'))) || (isWord && (left < -1 || right > innerWidth + 1));
    });
    return wrong.map((element) => element.outerHTML.slice(0, 120));
  });

test('in the smallest window nothing runs out of its place, in any language', async ({ desk: { page, generate, stage } }) => {
  await generate.make('a red balloon on a beach', 2);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await page.setViewportSize({ width: 900, height: 600 });
  const places = page.getByRole('navigation').first().getByRole('button');
  const over = page.locator('[role=dialog]:visible');
  for (const language of ['en', 'ar', 'hi', 'ja']) {
    await page.evaluate(`window.studio.invoke('settings.set', { language: '${language}' })`);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    for (const index of [1, 2, 3, 4, 5, 6, 0]) {
      await places.nth(index).click();
      await expect(places.nth(index)).toHaveAttribute('aria-current', 'page');
      await expect.soft.poll(() => cramped(page), `${language}, screen ${index}`).toEqual([]);
    }
    for (const keys of ['g', 'Shift+U', 'b', 'e', 't', 'h']) {
      await page.keyboard.press(keys);
      await expect(over.first()).toBeVisible();
      await expect.soft.poll(() => cramped(page), `${language}, ${keys}`).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(over).toHaveCount(0);
    }
  }
});

test('in a mirrored window the heads of a grid stand over its columns', async ({ desk: { page, generate } }) => {
  await generate.prompt.fill('a red balloon on a beach');
  await generate.more();
  await generate.field('Steps').fill('2');
  await generate.field('Steps').blur();
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'New grid' });
  await dialog.getByRole('group', { name: 'Across' }).getByRole('textbox', { name: 'Values' }).fill('7-9');
  await dialog.getByRole('group', { name: 'Down' }).getByRole('textbox', { name: 'Values' }).fill('1, 3');
  await dialog.getByRole('button', { name: 'Make the grid' }).click();
  await expect(page.getByRole('gridcell')).toHaveCount(6);
  await page.evaluate("window.studio.invoke('settings.set', { language: 'ar' })");
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  const middles = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll((all) => all.map((element) => element.getBoundingClientRect()).map(({ left, right }) => Math.round((left + right) / 2)));
  await expect
    .poll(() => middles('[role=row]:nth-child(2) [role=gridcell]'))
    .toEqual(await middles('[role=columnheader]:not(:first-child)'));
});
