// Every word in every language, and no word that nobody says.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { languages } from '../i18n.ts';

type Words = Readonly<{ [key: string]: string | Words }>;

const read = (code: string): Words => JSON.parse(readFileSync(join(import.meta.dirname, `${code}.json`), 'utf8')) as Words;

/** `a.b.c` → the words. */
const flat = (words: Words, path = ''): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)],
    ),
  );

const plural = /_(zero|one|two|few|many|other)$/;
const en = flat(read('en'));
const singulars = [...en.keys()].filter((key) => !plural.test(key));
const plurals = [...new Set([...en.keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, '')))];

const holes = (text: string): readonly string[] => [...text.matchAll(/\{\{\s*(\w+)|<(\/?\w+)\s*\/?>/g)].map(([whole]) => whole).toSorted();

describe.each(languages.map(({ code }) => code))('%s', (code) => {
  const words = flat(read(code));
  const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories;

  test('has every key, with the plural forms of the language, and no other', () => {
    // “none at all” may have words of its own in any language
    const formsOf = (key: string) => [...new Set([...forms, ...(en.has(`${key}_zero`) ? ['zero'] : [])])];
    const wanted = [...singulars, ...plurals.flatMap((key) => formsOf(key).map((form) => `${key}_${form}`))];
    expect([...words.keys()].toSorted()).toEqual(wanted.toSorted());
  });

  test('leaves nothing empty', () => {
    expect([...words].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });

  test('fills in the same names', () => {
    const wrong = [...words].filter(([key, text]) => {
      const base = key.replace(plural, '');
      const wanted = holes(en.get(key) ?? en.get(`${base}_other`) ?? '');
      const found = holes(text);
      // “one picture” may say it without the number, but not where a language's `one` is said of nothing too
      const free = plural.test(key) ? ['{{count'] : [];
      const differs = (some: readonly string[], others: readonly string[]) =>
        some.some((hole) => !others.includes(hole) && !free.includes(hole));
      return differs(found, wanted) || differs(wanted, found);
    });
    expect(wrong).toEqual([]);
  });
});

test('what built-in models say of themselves is what the window says of them', () => {
  const models = join(import.meta.dirname, '../../assets/models');
  const about = readdirSync(models).flatMap((id) => {
    const file = join(models, id, 'tincture.json');
    const said = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { about?: string }).about : undefined;
    return said === undefined ? [] : [[`models.about.${id}`, said] as const];
  });
  expect(about.length).toBeGreaterThan(0);
  expect(new Map([...en].filter(([key]) => key.startsWith('models.about.')))).toEqual(new Map(about));
});

test('every word is said somewhere', () => {
  const folder = join(import.meta.dirname, '..');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('test'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const patterns = sources
    .flatMap((source) => [...source.matchAll(/`([\w.]+\.[^`\n]*\$\{[^`\n]*)`/g)].map(([, text]) => text!))
    .map(
      (text) =>
        new RegExp(
          `^${text
            .split(/\$\{[^}]*\}/)
            .map((part) => RegExp.escape(part))
            .join('.+')}$`,
        ),
    );
  const isSaid = (key: string): boolean =>
    sources.some((source) => [`'${key}'`, `"${key}"`].some((literal) => source.includes(literal))) ||
    patterns.some((pattern) => pattern.test(key));
  const silent = [...singulars, ...plurals].filter((key) => !isSaid(key));
  expect(silent).toEqual([]);
});
