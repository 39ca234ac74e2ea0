import { describe, expect, it } from 'vitest';
import { Failure } from '../contract/failure.ts';
import { parseGenerate } from './arguments.ts';

describe('the words after generate', () => {
  it('are a prompt and options; words without quotes are one prompt', () => {
    expect(parseGenerate(['a', 'red', 'balloon', '--seed', '7', '--steps=20'])).toMatchObject({
      prompt: 'a red balloon',
      seed: 7,
      steps: 20,
      count: 1,
    });
    expect(parseGenerate(['--', '--strange'])).toMatchObject({ prompt: '--strange' });
    expect(parseGenerate([])).toMatchObject({ prompt: null, json: false, provider: null });
  });

  it('say the size in two ways', () => {
    expect(parseGenerate(['x', '--size', '64x128'])).toMatchObject({ width: 64, height: 128 });
    expect(parseGenerate(['x', '--size', '64x128', '--width', '32'])).toMatchObject({ width: 32, height: 128 });
  });

  it.each([
    [['x', '--provider', 'gpu'], '--provider: “gpu” is no provider. There are: auto, cpu, webgpu, cuda, dml, coreml.'],
    [['x', '--steps', 'many'], '--steps takes a number, not “many”.'],
    [['x', '--guidance', 'NaN'], '--guidance takes a number, not “NaN”.'],
    [['x', '--guidance', 'Infinity'], '--guidance takes a number, not “Infinity”.'],
    [['x', '--seed', ''], '--seed takes a number, not “”.'],
    [['x', '--size', '64'], '--size takes two numbers such as 512x512, not “64”.'],
    [['x', '--count', '0'], '--count is a whole number from 1 to 1000.'],
    [['x', '--count', '1.5'], '--count is a whole number from 1 to 1000.'],
    [['x', '--threads', '0'], '--threads is a whole number from 1 on.'],
    [['x', '--mask', 'm.png'], '--mask and --strength go with --image FILE.'],
    [['x', '--colour', 'red'], "Unknown option '--colour'"],
    [['x', '--steps'], '--steps'],
  ])('%j is refused', (words, message) => {
    expect(() => parseGenerate(words)).toThrow(Failure);
    expect(() => parseGenerate(words)).toThrow(message);
  });
});
