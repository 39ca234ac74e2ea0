import { expect, it } from 'vitest';
import type { PieceDescriptor } from '../contract/records.ts';
import { pieceNamed } from './piece-name.ts';

const option = (
  name: string,
  kind: PieceDescriptor['options'][number]['kind'],
  choices: string[] = [],
): PieceDescriptor['options'][number] => ({
  name,
  label: name,
  kind,
  initial: 0,
  min: null,
  max: null,
  choices,
  explanation: '',
});
const known = ['euler@1', 'euler@2', 'euler@10', 'heun@1'].map((id) => ({
  id,
  label: id,
  explanation: '',
  needs: [],
  options:
    id === 'heun@1'
      ? [option('churn', 'number'), option('solver', 'choice', ['midpoint', 'heun']), option('final', 'boolean'), option('sigmas', 'list')]
      : [],
}));

it('a name without a version is its newest, one with a version is that one', () => {
  expect(pieceNamed('sampler', 'euler', known).id).toBe('euler@10');
  expect(pieceNamed('sampler', 'euler@1', known)).toEqual({ id: 'euler@1', options: {} });
});

it('settings follow a colon, each read as its kind', () => {
  expect(pieceNamed('sampler', 'heun:churn=0.5,solver=midpoint,final=false,sigmas=14.6/3/0', known)).toEqual({
    id: 'heun@1',
    options: { churn: 0.5, solver: 'midpoint', final: false, sigmas: [14.6, 3, 0] },
  });
});

it('an unknown name is answered with those that there are', () => {
  expect(() => pieceNamed('sampler', 'eul', known)).toThrow('There is no sampler “eul”. There are: euler@1, euler@2, euler@10, heun@1.');
  expect(() => pieceNamed('sampler', 'euler@3', known)).toThrow('There is no sampler');
  expect(() => pieceNamed('sampler', 'heun:eta=1', known)).toThrow('“heun@1” has no setting “eta”. It has: churn, solver, final, sigmas.');
  expect(() => pieceNamed('sampler', 'euler:eta=1', known)).toThrow('It has none.');
});

it('a value that is no such thing is refused by name', () => {
  expect(() => pieceNamed('sampler', 'heun:churn=much', known)).toThrow('“churn” of “heun@1” takes a number, not “much”.');
  expect(() => pieceNamed('sampler', 'heun:churn=', known)).toThrow('takes a number');
  expect(() => pieceNamed('sampler', 'heun:solver=bh2', known)).toThrow('one of midpoint, heun');
  expect(() => pieceNamed('sampler', 'heun:sigmas=3/x', known)).toThrow('numbers such as');
});
