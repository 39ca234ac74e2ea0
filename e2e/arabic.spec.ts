// The studio in a language that runs from right to left, from the switch to a picture found again.
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const prompt = 'بالون أحمر على الشاطئ، a red balloon';

const speakArabic = async (page: Page): Promise<void> => {
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: 'العربية' }).click();
};

test('chosen in the settings, Arabic mirrors the window, makes a picture and finds it, and is there tomorrow', async ({
  desk: { page },
}) => {
  await speakArabic(page);
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(page.getByRole('heading', { name: 'الإعدادات' })).toBeVisible();

  // the places lie at the right now, and nothing hangs over an edge
  const places = page.getByRole('navigation');
  const { x, width } = (await places.boundingBox())!;
  expect(x + width).toBeCloseTo(page.viewportSize()!.width, 0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);

  await places.getByRole('button', { name: 'الاستوديو' }).click();
  const form = page.getByRole('region', { name: 'توليد صورة' });
  await form.getByRole('textbox', { name: 'الموجّه', exact: true }).fill(prompt);
  await form.getByRole('button', { name: 'إعدادات أكثر' }).click();
  await form.getByRole('textbox', { name: 'الخطوات' }).fill('4');
  await form.getByRole('textbox', { name: 'عدد الصور' }).fill('2');
  await form.getByRole('button', { name: 'توليد 2' }).click();
  const stage = page.getByRole('region', { name: 'المنصّة' });
  await expect(page.getByRole('group', { name: 'أحدث الصور' }).getByRole('button')).toHaveCount(2, { timeout: 60_000 });
  await expect(stage.getByRole('img', { name: prompt, exact: true })).toBeVisible();

  // the date is the platform's, in the language of the window
  const recipe = stage.getByRole('complementary', { name: 'الوصفة' });
  const today = new Intl.DateTimeFormat('ar', { dateStyle: 'medium' }).format(Date.now());
  await expect(recipe).toContainText(today);

  await places.getByRole('button', { name: 'المكتبة' }).click();
  await expect(page.getByText('صورتان', { exact: true })).toBeVisible();
  const search = page.getByRole('textbox', { name: 'البحث في المكتبة' });
  await search.fill('قطة');
  await expect(page.getByText('لا صور', { exact: true })).toBeVisible();
  await search.fill('بالون');
  const cells = page.getByRole('grid', { name: 'الصور' }).getByRole('gridcell');
  await expect(cells).toHaveCount(2);
  // messages are where the lines end, too
  await cells.first().getByRole('button').press('Delete');
  await expect(cells).toHaveCount(1);
  expect((await page.getByRole('alert').boundingBox())!.x).toBeLessThan(100);

  await page.reload();
  // from the first frame on
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.getByRole('region', { name: 'توليد صورة' })).toBeVisible();
});

test('a wrong entry is told in Arabic, and so is what the host says; a path in it keeps its own direction', async ({ desk: { page } }) => {
  await speakArabic(page);
  await page.getByRole('navigation').getByRole('button', { name: 'الاستوديو' }).click();
  const form = page.getByRole('region', { name: 'توليد صورة' });
  await form.getByRole('textbox', { name: 'الموجّه', exact: true }).fill('');
  await form.getByRole('button', { name: /^توليد/ }).click();
  await expect(form.getByText('اكتب ما ينبغي أن تُظهره الصورة.')).toBeVisible();

  await form.getByRole('textbox', { name: 'الموجّه', exact: true }).fill('قطة');
  await form.getByRole('button', { name: /^توليد/ }).click();
  await expect(page.getByRole('group', { name: 'أحدث الصور' }).getByRole('button')).toHaveCount(1, { timeout: 60_000 });
  await page.getByRole('region', { name: 'المنصّة' }).getByRole('button', { name: 'تصدير', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'المجلد' }).fill('/dev/null/pictures');
  await dialog.getByRole('button', { name: 'تصدير', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('لا يمكن الكتابة في «\u2068/dev/null/pictures\u2069»');
});
