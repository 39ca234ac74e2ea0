import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { en as sentences } from '../native-models/words/en.ts';
import { expect, test } from './fixtures.ts';

type Tree = Readonly<{ [name: string]: string | Tree }>;
const read = async (path: string): Promise<Tree> =>
  JSON.parse(await readFile(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')) as Tree;
const flat = (tree: Tree): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[key, value] as [string, string]]
      : flat(value).map(([rest, text]): [string, string] => [`${key}.${rest}`, text]),
  );

/** What a text of the page would be if it were this sentence, whatever fills its holes; null where hardly a word is left. */
const patternOf = (text: string): RegExp | null => {
  const parts = text.split(/\{\{\w+\}\}/);
  if (!/[a-z]{4}/i.test(parts.join(' ')) || parts.join('').length < 4) return null;
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.+')}$`, 'u');
};

/** English sentences that this language says in other words. */
const englishOnly = async (code: string): Promise<RegExp[]> => {
  const [words, own, said] = [
    await read('renderer/locales/en.json'),
    await read(`renderer/locales/${code}.json`),
    await read(`native-models/words/${code}.json`),
  ];
  const translated = new Map([...flat(own), ...flat(said)]);
  const same = new Set(translated.values());
  return [...flat(words), ...Object.entries(sentences)].flatMap(([key, text]) => {
    const pattern = same.has(text) || translated.get(key) === text ? null : patternOf(text);
    return pattern === null ? [] : [pattern];
  });
};

/** All that is to be read on the page, or heard; what people and other programs wrote is left out, and so are the names of methods. */
const textsOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const left = 'script, style, kbd, code, [role=option], body [lang], .mantine-Textarea-input, input, textarea';
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (node.parentElement !== null && node.parentElement.closest(left) === null) found.add(node.textContent?.trim() ?? '');
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      for (const element of document.querySelectorAll(`[${name}]:not([aria-hidden=true])`))
        found.add(element.getAttribute(name)?.trim() ?? '');
    return [...found].filter((text) => /[a-z]{4}/i.test(text));
  });

const settle = (page: Page) => page.waitForTimeout(250);

/** Every screen, what folds, and what opens over them by a key, with what each shows. */
const walk = async (page: Page): Promise<Map<string, string>> => {
  const seen = new Map<string, string>();
  const look = async (where: string): Promise<void> => {
    await settle(page);
    for (const text of await textsOn(page)) if (!seen.has(text)) seen.set(text, where);
  };
  const places = page.getByRole('navigation').first().getByRole('button');
  for (const index of [1, 2, 3, 4, 5, 6, 0]) {
    await places.nth(index).click();
    await look(`place ${index}`);
  }
  for (const keys of ['m', 'd', 'd', 'h', 't', 't', 'o', 'g', 'e', 'Shift+U', 'b', 'Control+k']) {
    await page.keyboard.press(keys);
    await look(keys);
    if (['h', 'o', 'g', 'e', 'Shift+U', 'b', 'Control+k'].includes(keys)) {
      await page.keyboard.press('Escape');
      await settle(page);
    }
  }
  return seen;
};

test('no sentence stays English on any screen, dialog or menu of another language', async ({ desk: { generate, stage, page } }) => {
  await generate.make('a red balloon on a beach', 2);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await page.keyboard.press('Tab');
  let field = 'Language';
  for (const code of ['ar', 'hi', 'ja']) {
    await page.getByRole('navigation').first().getByRole('button').nth(6).click();
    await page.getByRole('combobox', { name: field, exact: true }).click();
    await page.getByRole('option', { name: new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code, exact: true }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', code);
    const english = await englishOnly(code);
    const seen = await walk(page);
    // names of files, methods and prompts at least
    expect(seen.size, code).toBeGreaterThan(20);
    const left = [...seen].filter(([text]) => english.some((pattern) => pattern.test(text)));
    expect(left, code).toEqual([]);
    field = new Map(flat(await read(`renderer/locales/${code}.json`))).get('settings.language') ?? field;
  }
});
