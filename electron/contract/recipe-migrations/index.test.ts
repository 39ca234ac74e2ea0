import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ZodError } from 'zod';
import { readRecipe, recipeMigrations } from './index.ts';
import { aRecipe } from '../examples.ts';

it('reads a recipe of today unchanged', () => {
  expect(readRecipe(JSON.parse(JSON.stringify(aRecipe())))).toEqual(aRecipe());
});

it('brings an old one through every step after its own', () => {
  const seen: unknown[] = [];
  const steps = [
    (recipe: Readonly<Record<string, unknown>>) => {
      seen.push('first');
      return { ...recipe };
    },
    (recipe: Readonly<Record<string, unknown>>) => {
      seen.push(recipe['version']);
      return { ...recipe, version: 1, steps: 33 };
    },
  ];
  expect(readRecipe({ ...aRecipe(), version: 2 }, steps).steps).toBe(33);
  expect(seen).toEqual([2]);
});

it('refuses what is no recipe, and one from the future', () => {
  for (const wrong of [null, {}, { version: 'x' }, { ...aRecipe(), version: recipeMigrations.length + 2 }]) {
    expect(() => readRecipe(wrong)).toThrow(ZodError);
  }
});

const fixtures = new URL('./fixtures/', import.meta.url);

it.each(readdirSync(fixtures))('reads %s as it was written, with what came later at its default', (name) => {
  const stored: unknown = JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));
  expect(readRecipe(stored)).toMatchObject(stored as object);
});

it('has a fixture of every version', () => {
  for (let version = 1; version <= recipeMigrations.length + 1; version++) {
    expect(readdirSync(fixtures).some((name) => name.startsWith(`v${version}-`))).toBe(true);
  }
});
