import { expect, it } from 'vitest';
import { parseGenerate } from '../../electron/cli/arguments.ts';
import { recipe } from '../test/fake-data.ts';
import { commandOf, quoted, textOf } from './recipe-text.ts';

/** What a POSIX shell makes of a line, as far as we write one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/((?:'[^']*'|\\'|[^\s'\\])+)/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\'/g, (all, inside: string | undefined) => (all === "\\'" ? "'" : (inside ?? ''))),
  );

it('the copied command is one that the command line reads, with every setting', () => {
  const made = recipe({
    prompt: "it's a fox, $HOME `x`",
    negativePrompt: 'blur',
    sampler: { id: 'dpmpp-2m-sde@1', options: { eta: 0.5, solver: 'heun' } },
    schedule: { id: 'custom@1', options: { sigmas: [14, 3, 0], fit: true } },
    loras: [{ name: 'ink', hash: null, weight: 0.8, textWeight: 0.5 }],
    hires: { width: 256, height: 256, strength: 0.4, steps: 9, enlarge: 'latent' },
    tiles: { width: 128, height: 64, overlap: 16 },
    enlarged: { by: 'lanczos3@1', width: 512, height: 512 },
    source: { image: 'a'.repeat(64), strength: 0.4, mask: 'b'.repeat(64) },
  });
  const line = commandOf(made);
  expect(line.startsWith('npm run generate -- ')).toBe(true);
  const parsed = parseGenerate(wordsOf(line).slice(4));
  expect(parsed).toMatchObject({
    prompt: made.prompt,
    negative: 'blur',
    seed: 7,
    steps: 20,
    guidance: 4,
    sampler: 'dpmpp-2m-sde@1:eta=0.5,solver=heun',
    schedule: 'custom@1:sigmas=14/3/0,fit=true',
    hiresEnlarge: 'latent',
    tiles: [128, 64],
    tileOverlap: 16,
    enlarge: [512, 512],
    image: 'a'.repeat(64),
    strength: 0.4,
    mask: 'b'.repeat(64),
    loras: [{ name: 'ink', weight: 0.8, textWeight: 0.5 }],
  });
});

it('quotes what a shell would take apart', () => {
  expect([quoted('plain-1.5'), quoted("a'b"), quoted('')]).toEqual(['plain-1.5', String.raw`'a'\''b'`, "''"]);
});

it('the text is the one that other tools read', () => {
  expect(textOf(recipe({ negativePrompt: 'blur' })).split('\n')).toEqual([
    'a red balloon on a beach',
    'Negative prompt: blur',
    'Steps: 20, Sampler: dpmpp-2m, Schedule type: karras, CFG scale: 4, Seed: 7, Size: 128x128, Model: Starter',
  ]);
});
