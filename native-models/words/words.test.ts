// Every sentence and every piece in every language, and nothing said to a person that is not in the tables.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { capabilities } from '../../electron/engine/capabilities.ts';
import { en } from './en.ts';
import { keysOfPiece, keysOfSetting } from './pieces.ts';
import { inEnglish, inLanguage, sentence, type Table } from './sentence.ts';

const root = join(import.meta.dirname, '../..');
const read = (code: string): Table => JSON.parse(readFileSync(join(import.meta.dirname, `${code}.json`), 'utf8')) as Table;
const plural = /_(zero|one|two|few|many|other)$/;
const english: Table = en;
const holes = (text: string): readonly string[] => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, hole]) => hole!))].toSorted();
const isPiece = (key: string): boolean => /^(piece\..*@|about\.|option\.|choice\.)/.test(key);

const { samplers, schedules, guidance, noise, priors, promptSyntax } = capabilities([]);
const groups = Object.entries({ samplers, schedules, guidance, noise, priors, promptSyntax });

describe.each(['ar', 'hi', 'ja'])('%s', (code) => {
  const table = read(code);

  it('has every sentence, in every plural form of the language, and no other', () => {
    const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    const singular = Object.keys(en).filter((key) => !plural.test(key));
    const plurals = [...new Set(Object.keys(en).filter((key) => plural.test(key)))].map((key) => key.replace(plural, ''));
    const wanted = [...singular, ...new Set(plurals.flatMap((key) => forms.map((form) => `${key}_${form}`)))];
    const found = Object.keys(table).filter((key) => !isPiece(key));
    expect(found.toSorted()).toEqual(wanted.toSorted());
  });

  it('fills the same holes', () => {
    const wrong = Object.entries(table).filter(([key, text]) => {
      if (isPiece(key)) return false;
      const wanted = holes(english[key] ?? english[key.replace(plural, '_other')] ?? '');
      const found = holes(text);
      const some = plural.test(key) ? wanted.filter((hole) => hole !== 'count') : wanted;
      return found.some((hole) => !wanted.includes(hole)) || some.some((hole) => !found.includes(hole));
    });
    expect(wrong).toEqual([]);
  });

  it('explains every piece and every setting of one', () => {
    const lacking = groups.flatMap(([group, pieces]) =>
      pieces.flatMap(({ id, options }) => [
        ...(keysOfPiece(group, id).some((key) => key in table) ? [] : [id]),
        ...options.flatMap(({ name }) => {
          const keys = keysOfSetting(id, name);
          return ['', '.about'].filter((end) => !keys.some((key) => `${key}${end}` in table)).map((end) => `${id} ${name}${end}`);
        }),
      ]),
    );
    expect(lacking).toEqual([]);
  });

  it('names every choice but those that are the same everywhere', () => {
    // methods, programs, and what an explanation speaks of by this word
    const names = new Set('leading linspace trailing sd1 sdxl a1111 diffusers heun data noise bh1 bh2 ve vp sub-vp small large'.split(' '));
    const choices = groups.flatMap(([, pieces]) => pieces.flatMap(({ options }) => options.flatMap((option) => option.choices)));
    expect(choices.filter((choice) => !names.has(choice) && !(`choice.${choice}` in table))).toEqual([]);
  });

  it('has no words for a piece that there is not', () => {
    const known = new Set(
      groups.flatMap(([group, pieces]) =>
        pieces.flatMap(({ id, options }) => [
          `piece.${id}`,
          ...keysOfPiece(group, id),
          ...options.flatMap(({ name, choices }) => [
            ...keysOfSetting(id, name).flatMap((key) => [key, `${key}.about`]),
            ...choices.map((choice) => `choice.${choice}`),
          ]),
        ]),
      ),
    );
    expect(Object.keys(table).filter((key) => isPiece(key) && !known.has(key))).toEqual([]);
  });
});

it('says numbers, amounts and lists of sentences in the language', () => {
  const words = [sentence('move.no-room', { to: '/d', free: { bytes: 1_500_000 }, needed: { bytes: 2.4e9 } }), sentence('queue.waits')];
  expect(inEnglish(words)).toBe(
    '“/d” has room for 2 MB, and the library needs 2.4 GB. Make room, or choose another disk. The queue waits.',
  );
  expect(inLanguage(read('ja'), 'ja', sentence('steps.range', { steps: 12_000, most: 1000 }))).toMatch(/^12,000.*1000/);
  expect(inEnglish(sentence('check.moved', { count: 1 }))).toMatch(/^1 picture was/);
  expect(inEnglish(sentence('check.moved', { count: 2 }))).toMatch(/^2 pictures were/);
  expect(inLanguage(read('ar'), 'ar', sentence('check.moved', { count: 2 }))).toContain('صورتين');
});

it('says sizes in plain digits, however large', () => {
  const size = { width: { pixels: 16_384 }, height: { pixels: 12_288 }, asked: { pixels: 1_024 }, askedHeight: { pixels: 64 } };
  expect(inEnglish(sentence('enlarge.not-more', size))).toBe('The picture has 16384×12288 pixels: 1024×64 are not more.');
});

it('leaves no sentence for a person in the code of host, engine and models', () => {
  const files = ['electron/{host,engine,store}/**/*.ts', 'native-models/{graphs,pipelines,sessions}/**/*.ts']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((file) => !/\.test\.ts$|\/(testing|bench|fixtures)\//.test(file));
  // a message of an error value, of a notice or of a PictureError that is a text in the code
  const bare = /(?:\bmessage: |\bproblem: |\bPictureError\(\s*'[\w-]+',\s*|\bwarnings\.push\(\s*)(?:'[^']* [^']*'|`[^`]* [^`]*`)/g;
  const found = files.flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(bare)].map(([text]) => `${file}: ${text}`));
  expect(found).toEqual([]);
});

it('has no sentence that nobody says', () => {
  const code = ['electron/**/*.ts', 'native-models/**/*.ts']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((file) => !/\.test\.ts$|words\/en\.ts$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const silent = Object.keys(en).filter((key) => {
    const id = key.replace(plural, '');
    return !code.includes(`'${id}'`) && !code.includes(`\`${id.replace(/\.[^.]*$/, '')}.\${`);
  });
  expect(silent).toEqual([]);
});
