import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const late = /(?:const \{(?<names>[^}]*)\} = await |=> )import\('(?<from>[^'.][^']*)'\)/g;

/** Packages that a file loads late by more than their default. */
const namedIn = (text: string): string[] =>
  [...text.matchAll(late)].flatMap(({ groups }) => {
    const from = groups?.['from'] ?? '';
    const isDefault = /^\s*default(:| |$)/.test(groups?.['names'] ?? '');
    return from.startsWith('node:') || isDefault ? [] : [from];
  });

it('nothing that is bundled loads a package late by its names: of a CommonJS package a bundle has only the default', () => {
  const found = ['electron', 'native-models'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes('node_modules') && !path.includes(join('electron', 'tooling')))
      .flatMap((path) => namedIn(readFileSync(path, 'utf8'))),
  );
  expect(found).toEqual([]);
});

it.each(["const { parse } = await import('yaml');", "const client = () => import('undici');"])('a test that would see %s', (text) => {
  expect(namedIn(text)).toHaveLength(1);
});
