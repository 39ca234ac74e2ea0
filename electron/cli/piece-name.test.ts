import { expect, it } from 'vitest';
import { pieceNamed } from './piece-name.ts';

const known = ['euler@1', 'euler@2', 'euler@10', 'heun@1'].map((id) => ({ id, label: id, explanation: '', options: [] }));

it('a name without a version is its newest, one with a version is that one', () => {
  expect(pieceNamed('sampler', 'euler', known)).toBe('euler@10');
  expect(pieceNamed('sampler', 'euler@1', known)).toBe('euler@1');
});

it('an unknown name is answered with those that there are', () => {
  expect(() => pieceNamed('sampler', 'eul', known)).toThrow('There is no sampler “eul”. There are: euler@1, euler@2, euler@10, heun@1.');
  expect(() => pieceNamed('sampler', 'euler@3', known)).toThrow('There is no sampler');
});
