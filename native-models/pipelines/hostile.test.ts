import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSession } from '../sessions/session.ts';
import { graphBytes } from '../sessions/test-graphs.ts';
import { readModelFolder } from './folder.ts';
import { inspectModel } from './inspect.ts';

const golden = fileURLToPath(new URL('../conformance/golden/pipelines/models/sd15-tiny', import.meta.url));

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hostile-'));
  folder = join(home, 'model');
  cpSync(golden, folder, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const at = (name: string): string => join(folder, ...name.split('/'));
const problemsOf = async (): Promise<readonly string[]> => (await readModelFolder(folder)).problems.map(({ code }) => code);

// protobuf, by hand: what no exporter writes
const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
const field = (number: number, content: Uint8Array | readonly number[]): Buffer =>
  Buffer.concat([Uint8Array.from([...varint(number * 8 + 2), ...varint(content.length)]), Uint8Array.from(content)]);
const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));
const valueFirst = (key: string, value: string): Buffer => field(13, Buffer.concat([text(2, value), text(1, key)]));
const external = (location: string, entry = valueFirst): Buffer => Buffer.concat([text(8, 'w'), entry('location', location)]);
const graphWith = (...parts: readonly Uint8Array[]): Buffer => field(7, Buffer.concat([...parts, field(12, text(1, 'y'))]));

describe('a graph whose weights lie outside the folder is refused, wherever it says so', () => {
  const outside = '../../../outside.bin';
  const places: readonly (readonly [string, () => Buffer])[] = [
    ['an entry with the value before the key', () => graphWith(field(5, external(outside)))],
    [
      'a second location of one tensor',
      () => graphWith(field(5, Buffer.concat([external(outside), valueFirst('location', 'weights.bin')]))),
    ],
    ['a sparse weight', () => graphWith(field(15, field(1, external(outside))))],
    ['an attribute', () => graphWith(field(1, field(5, field(5, external(outside)))))],
    ['a sparse attribute', () => graphWith(field(1, field(5, field(22, field(1, external(outside))))))],
    ['a branch', () => graphWith(field(1, field(5, field(6, field(5, external(outside))))))],
    ['a function of its own', () => Buffer.concat([graphWith(), field(25, field(7, field(5, field(5, external(outside)))))])],
  ];
  it.each(places)('%s', async (_name, write) => {
    writeFileSync(join(home, 'outside.bin'), Buffer.alloc(64));
    writeFileSync(at('unet/weights.bin'), Buffer.alloc(64));
    writeFileSync(at('unet/model.onnx'), write());
    expect(await problemsOf()).toContain('path-unsafe');
  });

  it.each(['/etc/passwd', 'C:\\weights.bin', 'a/../../../weights.bin', '../outside.bin\u0000'])('%j', async (location) => {
    writeFileSync(at('unet/model.onnx'), graphWith(field(5, external(location))));
    const problems = await problemsOf();
    expect(problems.some((code) => code === 'path-unsafe' || code === 'external-data-missing')).toBe(true);
  });

  it('a link out of the folder', async () => {
    writeFileSync(join(home, 'outside.bin'), Buffer.alloc(64));
    symlinkSync(join(home, 'outside.bin'), at('unet/weights.bin'));
    writeFileSync(at('unet/model.onnx'), graphWith(field(5, external('weights.bin'))));
    expect(await problemsOf()).toContain('path-unsafe');
  });
});

describe('a graph that is made to exhaust its reader', () => {
  it('by branches inside of branches', async () => {
    let inner: Buffer = field(4, Buffer.from('If'));
    for (let depth = 0; depth < 5_000; depth++) inner = field(5, field(6, field(1, inner)));
    writeFileSync(at('unet/model.onnx'), graphWith(field(1, inner)));
    expect(await problemsOf()).toContain('file-damaged');
  });

  it('by weights of an absurd size: the session refuses them and the process lives', async () => {
    const graph = graphBytes({
      inputs: [{ name: 'x', type: 'float32', shape: [1] }],
      outputs: [{ name: 'y', type: 'float32', shape: [1] }],
      nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      initializers: [{ name: 'w', dims: [2 ** 40, 2 ** 20], data: new Float32Array([1]) }],
    });
    writeFileSync(at('absurd.onnx'), graph);
    const opening = openSession({ kind: 'file', path: at('absurd.onnx'), name: 'absurd.onnx' }, { providers: ['cpu'] });
    await expect(opening).rejects.toMatchObject({ name: 'PictureError' });
  });

  it('by ports of an absurd shape', async () => {
    const shape = [2 ** 50, 2 ** 50, 2 ** 50, 2 ** 50];
    const graph = graphBytes({
      inputs: [
        { name: 'sample', type: 'float32', shape },
        { name: 'timestep', type: 'int64', shape: [] },
        { name: 'encoder_hidden_states', type: 'float32', shape: [2 ** 50, 77, 2 ** 50] },
      ],
      outputs: [{ name: 'out_sample', type: 'float32', shape }],
      nodes: [{ op: 'Identity', inputs: ['sample'], outputs: ['out_sample'] }],
    });
    writeFileSync(at('unet/model.onnx'), graph);
    const { problems } = await inspectModel(folder);
    expect(problems.length).toBeGreaterThan(0);
  });
});

describe('configurations and vocabularies', () => {
  it('of an absurd size are not read', async () => {
    for (const name of ['unet/config.json', 'tokenizer/merges.txt', 'model_index.json']) {
      const before = readFileSync(at(name));
      truncateSync(at(name), 2 ** 32);
      expect([name, await problemsOf()]).toEqual([name, expect.arrayContaining(['file-too-large'])]);
      writeFileSync(at(name), before);
    }
    expect(await problemsOf()).toEqual([]);
  });

  it('nested without end are refused, not a crash', async () => {
    writeFileSync(at('model_index.json'), `{"a":${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}}`);
    const problems = await problemsOf();
    expect(problems.every((code) => code === 'config-invalid')).toBe(true);
  });

  it.each(['tokenizer/merges.txt', 'tokenizer/vocab.json', 'scheduler/scheduler_config.json'])(
    'that are links out of the folder are not read: %s',
    async (name) => {
      writeFileSync(join(home, 'outside'), 'secret');
      unlinkSync(at(name));
      symlinkSync(join(home, 'outside'), at(name));
      expect(await problemsOf()).toContain('path-unsafe');
    },
  );

  it.runIf(process.platform !== 'win32').each(['tokenizer/merges.txt', 'unet/config.json', 'unet/model.onnx'])(
    'that are pipes do not hang the reader: %s',
    async (name) => {
      unlinkSync(at(name));
      execFileSync('mkfifo', [at(name)]);
      expect(await problemsOf()).toContain('path-unsafe');
    },
  );
});

it('a folder with a link to itself ends', async () => {
  symlinkSync('.', at('again'));
  symlinkSync('..', at('unet/again'));
  expect(await problemsOf()).toEqual([]);
});
