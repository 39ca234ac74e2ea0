import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Recipe } from '../contract/recipe.ts';
import { recipeFromFile } from '../host/metadata/recipe-in-file.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const golden = fileURLToPath(new URL('../../native-models/conformance/golden/pipelines/models/sd15-tiny', import.meta.url));
const quick = ['--model', golden, '--size', '64x64', '--sampler', 'euler', '--schedule', 'karras', '--steps', '2', '--threads', '1'];

// every test starts processes
vi.setConfig({ testTimeout: 180_000 });

type Ended = { status: number | null; out: string; err: string };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (words: readonly string[], home = join(folder, 'home')) => {
  const child = spawn(process.execPath, [main, ...words], { env: { ...process.env, TINCTURE_HOME: home } });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const ended = once(child, 'close').then(([status]): Ended => ({ status: status as number | null, ...texts }));
  return { child, texts, ended };
};
const tincture = (...words: string[]): Promise<Ended> => start(words).ended;
const generate = (...words: string[]): Promise<Ended> => tincture('generate', ...words);

describe('generate', () => {
  it('puts a picture into the library, prints where and how long, and carries the recipe in it', async () => {
    const { status, out, err } = await generate('a red balloon on a beach', '--seed', '7', ...quick);
    expect([status, err]).toEqual([0, expect.stringContaining('step 1 of 2')]);
    const match = /^(.*\.png) {2}\(\d+\.\d s, seed 7\)\n$/.exec(out);
    expect(match?.[1]).toContain(join(folder, 'home', 'library'));
    const recipe = recipeFromFile(readFileSync(match?.[1] ?? ''));
    expect(recipe).toMatchObject({
      prompt: 'a red balloon on a beach',
      seed: 7,
      steps: 2,
      sampler: { id: 'euler@1' },
      made: { provider: 'cpu' },
    });
  });

  it('makes the same bytes from the same seed, from flags or from the picture itself', async () => {
    const [first, second, third] = ['a.png', 'b.png', 'c.png'].map((name) => join(folder, 'out', name));
    await generate('a fish', '--seed', '3', ...quick, '--out', first!);
    await generate('a fish', '--seed', '3', ...quick, '--out', second!);
    const again = await generate('--from', first!, '--model', golden, '--threads', '1', '--out', third!);
    expect(again.status).toBe(0);
    expect(readFileSync(second!).equals(readFileSync(first!))).toBe(true);
    expect(readFileSync(third!).equals(readFileSync(first!))).toBe(true);
  });

  it('prints one JSON object a picture for scripts, and nothing else', async () => {
    const target = join(folder, 'many');
    const { status, out, err } = await generate('a fish', '--seed', '1', '--count', '2', '--json', '--out', `${target}/`, ...quick);
    expect([status, err]).toEqual([0, '']);
    const lines = out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { seed: 1, width: 64, height: 64, warnings: expect.any(Array) },
      { seed: 2, copy: expect.stringContaining(target) },
    ]);
    expect(readdirSync(target)).toHaveLength(2);
  });

  it('goes on in the folder that the library was moved to, and prints the files there', async () => {
    const [home, to] = [join(folder, 'moving'), join(folder, 'another disk', 'pictures')];
    const run = (...words: string[]): Promise<Ended> => start(words, home).ended;
    const printed = ({ status, out }: Ended): string => {
      expect(status).toBe(0);
      return /^(.*\.png) {2}\(/.exec(out)?.[1] ?? '';
    };
    const before = printed(await run('generate', 'a fish', ...quick));
    expect(await run('library', 'move', to)).toMatchObject({ status: 0, out: `${to}\n` });
    const after = printed(await run('generate', 'a boat', ...quick));
    const moved = join(to, relative(join(home, 'library'), before));
    expect([dirname(dirname(after)), existsSync(after), existsSync(moved), existsSync(before)]).toEqual([to, true, true, false]);
    expect(recipeFromFile(readFileSync(after))?.prompt).toBe('a boat');
    expect((await run('library', 'where')).out).toContain(to);
    // both are found there
    const found = (await run('library', 'search', 'prompt:a')).out.split('\n').map((line) => line.split('  ')[0]);
    expect(found).toEqual(expect.arrayContaining([after, moved]));
  });

  it('starts from a picture', async () => {
    const image = join(folder, 'init.png');
    await sharp({ create: { width: 100, height: 80, channels: 3, background: 'blue' } })
      .png()
      .toFile(image);
    const { status, out } = await generate('a fish', '--image', image, '--strength', '0.5', '--json', ...quick);
    expect([status, JSON.parse(out)]).toEqual([
      0,
      expect.objectContaining({ recipe: expect.objectContaining({ source: expect.objectContaining({ strength: 0.5 }) }) }),
    ]);
    const { recipe } = JSON.parse(out) as { recipe: Recipe };
    const again = await generate('a fish', '--image', recipe.source?.image ?? '', '--strength', '0.5', '--json', ...quick);
    expect((JSON.parse(again.out) as { recipe: Recipe }).recipe.source).toEqual(recipe.source);
    expect(await generate('a fish', '--image', '0'.repeat(64), ...quick)).toMatchObject({ status: 2 });
  });

  it('is cancelled by Ctrl+C with status 130, and leaves nothing', async () => {
    const home = join(folder, 'cancelled');
    const { child, texts, ended } = start(['generate', 'a fish', ...quick, '--steps', '1000'], home);
    while (!texts.err.includes('reading the prompt') && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGINT');
    const { status, out, err } = await ended;
    expect([status, out, err]).toEqual([130, '', expect.stringContaining('Cancelled.')]);
    expect(existsSync(join(home, 'library'))).toBe(false);
  });
});

describe('what makes no sense is said on stderr, with status 2', () => {
  it.each([
    ['an empty prompt', [''], 'The prompt is empty.'],
    ['10,000 characters', ['a'.repeat(10_000)], 'The prompt has at most 8000 characters.'],
    ['a size that is none', ['x', '--size', '65x64'], 'The width is a multiple of 8'],
    ['0 steps', ['x', '--steps', '0'], 'The number of steps is a whole number from 1 to 1000.'],
    ['10,000 steps', ['x', '--steps', '10000'], 'The number of steps is a whole number from 1 to 1000.'],
    ['a guidance of NaN', ['x', '--guidance', 'NaN'], '--guidance takes a number'],
    ['a guidance of 1000', ['x', '--guidance', '1000'], 'The guidance scale is a number from 0 to 100.'],
    ['another file type', ['x', '--out', 'x.jpg'], 'pictures are PNG files'],
    ['one file for two', ['x', '--out', 'x.png', '--count', '2'], 'Give a folder.'],
    ['a picture that is not there', ['x', '--image', 'nowhere.png'], 'the file “nowhere.png” does not exist'],
    ['an unknown sampler', ['x', ...quick, '--sampler', 'eulr'], 'There is no sampler “eulr”. There are: '],
    ['an unknown model', ['x', '--model', 'nothing'], 'There is no model “nothing”.'],
  ])('%s', async (_, words, message) => {
    const { status, out, err } = await generate(...words);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).not.toMatch(/ {4}at /);
  });

  it('a size that the model cannot do', async () => {
    const model = join(folder, 'only-64');
    cpSync(golden, model, { recursive: true });
    writeFileSync(join(model, 'tincture.json'), JSON.stringify({ sizes: { multiple: 64, min: 64, max: 128 } }));
    const { status, out, err } = await generate('x', ...quick, '--model', model, '--size', '256x64');
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain('cannot make 256×64 pixels. Each side is a multiple of 64 from 64 to 128.');
  });

  it('an unknown command', async () => {
    expect(await tincture('paint')).toMatchObject({
      status: 2,
      err: 'There is no command “paint”. There are: generate, export, import, library, models, pieces, verify.\n',
    });
  });
});

describe('what goes wrong is said on stderr, with status 1', () => {
  const damaged = (name: string, damage: (folder: string) => void): string => {
    const model = join(folder, name);
    cpSync(golden, model, { recursive: true });
    damage(model);
    return model;
  };

  it.each([
    ['missing', (model: string) => rmSync(join(model, 'unet', 'model.onnx'))],
    ['truncated', (model: string) => truncateSync(join(model, 'unet', 'model.onnx'), 1000)],
    [
      'random',
      (model: string) =>
        writeFileSync(join(model, 'unet', 'model.onnx'), Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919) % 251))),
    ],
  ])('a model with a %s file', async (name, damage) => {
    const model = damaged(name, damage);
    const { status, out, err } = await generate('x', ...quick, '--model', model);
    expect([status, out]).toEqual([1, '']);
    expect(err).toMatch(/unet/);
  });

  it('a library that cannot be written', async () => {
    const home = join(folder, 'a-file');
    writeFileSync(home, '');
    const { status, err } = await start(['generate', 'x', ...quick], home).ended;
    expect([status, err]).toEqual([1, expect.stringContaining('cannot be written')]);
  });

  it.runIf(process.platform !== 'win32')('a library that may not be written', async () => {
    const home = join(folder, 'read-only');
    mkdirSync(home);
    chmodSync(home, 0o555);
    // root may write anywhere: the command gives that right up, and keeps the one to read a checkout that is only root's
    const modest = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override', '--inh-caps=-dac_override'] : [];
    const [command, ...words] = [...modest, process.execPath, main, 'models'];
    const child = spawn(command, words, { env: { ...process.env, TINCTURE_HOME: home } });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    await once(child, 'close');
    expect([child.exitCode, err]).toEqual([1, expect.stringContaining('TINCTURE_HOME')]);
  });

  it.runIf(process.platform !== 'win32')('a disk that is full', async () => {
    const home = join(folder, 'full');
    // no file may grow beyond 20 blocks: what a full disk looks like from inside
    const child = spawn('sh', ['-c', 'ulimit -f 20; exec "$@"', 'sh', process.execPath, main, 'models'], {
      env: { ...process.env, TINCTURE_HOME: home },
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    await once(child, 'close');
    expect([child.exitCode, err]).toEqual([1, expect.stringContaining('There is no room left')]);
  });
});

it('models says what is installed', async () => {
  const { status, err } = await tincture('models', '--json');
  expect([status, err.includes('   at ')]).toEqual([0, false]);
});

it('--help explains itself', async () => {
  for (const words of [['--help'], ['generate', '--help'], []]) {
    const { status, out } = await tincture(...words);
    expect([status, out]).toEqual([0, expect.stringContaining('--negative TEXT')]);
  }
});
