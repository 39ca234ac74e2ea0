import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const folder = fileURLToPath(new URL('../renderer/locales/', import.meta.url));
const codes = (await readdir(folder)).filter((file) => file.endsWith('.json')).map((file) => basename(file, '.json'));

type Section = Readonly<Record<string, string>>;
type Words = Readonly<{ field: Section; generate: Section; command: Section; settings: Section }>;
const wordsOf = async (code: string): Promise<Words> => JSON.parse(await readFile(join(folder, `${code}.json`), 'utf8')) as Words;
const say = (section: Section, key: string): string => section[key] ?? `no word for ${key}`;

/** What the main button says for this many pictures. */
const submitOf = (code: string, { generate }: Words, count: number): string =>
  say(generate, `submitMany_${new Intl.PluralRules(code).select(count)}`).replace('{{count}}', new Intl.NumberFormat(code).format(count));

/** Each is listed as those who speak it call it. */
const nameOf = (code: string): string => new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;

const choose = async (page: Page, words: Words, code: string): Promise<void> => {
  await page
    .getByRole('navigation')
    .getByRole('button', { name: say(words.command, 'goSettings'), exact: true })
    .click();
  await page.getByRole('combobox', { name: say(words.settings, 'language'), exact: true }).click();
  // and the system's
  await expect(page.getByRole('option')).toHaveCount(codes.length + 1);
  await page.getByRole('option', { name: nameOf(code), exact: true }).click();
};

test('every language can be chosen, stays over a restart, and names the window, the form and its button', async ({ studio }) => {
  let page = await studio.launch();
  let words = await wordsOf('en');
  for (const code of codes.toSorted((a, b) => Number(a === 'en') - Number(b === 'en'))) {
    await choose(page, words, code);
    words = await wordsOf(code);
    await expect(page.getByRole('heading', { level: 1, name: say(words.settings, 'title'), exact: true })).toBeVisible();
    await studio.close();

    page = await studio.launch();
    await expect(page.locator('html')).toHaveAttribute('lang', code);
    await expect(page.locator('html')).toHaveAttribute('dir', code === 'ar' ? 'rtl' : 'ltr');
    const form = page.getByRole('region', { name: say(words.generate, 'title'), exact: true });
    await expect(form.getByRole('combobox', { name: say(words.field, 'model') })).not.toHaveValue('');
    for (const count of [1, 3]) {
      await form.getByRole('textbox', { name: say(words.field, 'count'), exact: true }).fill(String(count));
      await expect(form.getByRole('button', { name: submitOf(code, words, count), exact: true })).toBeVisible();
    }
  }
});
