import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeModel, node, valueInfo } from '../graphs/onnx.ts';
import { hubSnapshot } from '../sessions/hub-cache.ts';
import { openSession } from '../sessions/session.ts';
import { readGraphFile } from '../sessions/graph-file.ts';
import { closeModel, inspectModel, openModel } from './index.ts';
import { tinyModel } from './test-model.ts';
import { inEnglish } from '../words/sentence.ts';

const revision = '0123456789abcdef0123456789abcdef01234567';

// links need a right on Windows, where the cache has none of them
describe.skipIf(process.platform === 'win32')('a model in the cache of Hugging Face’s tools', () => {
  let home: string;
  let repo: string;
  let snapshot: string;

  /** Puts a file where the cache has it: its content by hash, a link to that under its name. */
  const add = (name: string, content: Uint8Array): string => {
    const blob = join(repo, 'blobs', createHash('sha256').update(content).digest('hex'));
    const link = join(snapshot, name);
    mkdirSync(dirname(link), { recursive: true });
    writeFileSync(blob, content);
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), blob), link);
    return link;
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hub-'));
    repo = join(home, 'models--painters--tiny');
    snapshot = join(repo, 'snapshots', revision);
    mkdirSync(join(repo, 'blobs'), { recursive: true });
    const golden = tinyModel('sd15-tiny');
    for (const entry of readdirSync(golden, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      add(relative(golden, path), readFileSync(path));
    }
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const relink = (name: string, target: string): void => {
    unlinkSync(join(snapshot, name));
    symlinkSync(target, join(snapshot, name));
  };
  const problems = async (): Promise<string> => inEnglish((await inspectModel(snapshot)).problems);

  it('is used where it lies, under the name of its repository and revision', async () => {
    expect(await inspectModel(snapshot)).toMatchObject({ name: 'painters/tiny (0123456)', family: 'sd1', problems: [] });
    await closeModel(await openModel(snapshot, { provider: 'cpu' }));
  });

  it('finds weights that lie beside a graph by the names of the snapshot', async () => {
    const graph = encodeModel({
      name: 'outside',
      inputs: [valueInfo('x', 'float32', [2])],
      outputs: [valueInfo('y', 'float32', [2])],
      initializers: [{ name: 'w', type: 'float32', dims: [2], data: { kind: 'external', location: 'w.bin', offset: 0, length: 8 } }],
      nodes: [node('Add', ['x', 'w'], ['y'])],
    });
    add('extra/model.onnx', graph);
    const weights = add('extra/w.bin', new Uint8Array(Float32Array.of(10, 20).buffer));
    const { path } = readGraphFile(snapshot, 'extra/model.onnx');
    const session = await openSession({ kind: 'file', path, name: 'extra' }, { providers: ['cpu'] });
    expect(Array.from((await session.run({ x: { dims: [2], data: [1, 2] } }))['y']!.data)).toEqual([11, 22]);
    await session.release();
    unlinkSync(weights);
    symlinkSync('/etc/passwd', weights);
    expect(() => readGraphFile(snapshot, 'extra/model.onnx')).toThrow('outside the model folder');
  });

  it.each([
    ['to anywhere else', () => '/etc/passwd'],
    ['to another model’s files', () => join(home, 'models--painters--tiny-secret', 'blobs', 'x')],
    ['to the cache around it', () => join(home, 'token')],
    ['through a blob that is a link', () => join(repo, 'blobs', 'onward')],
    ['through a folder of blobs that is a link', () => join(repo, 'elsewhere', 'token')],
  ])('may not link %s', async (_, target) => {
    mkdirSync(join(home, 'models--painters--tiny-secret', 'blobs'), { recursive: true });
    writeFileSync(join(home, 'models--painters--tiny-secret', 'blobs', 'x'), 'secret');
    writeFileSync(join(home, 'token'), 'secret');
    symlinkSync(join(home, 'token'), join(repo, 'blobs', 'onward'));
    symlinkSync(home, join(repo, 'elsewhere'));
    relink('unet/model.onnx', target());
    expect(await problems()).toContain('outside the model folder');
  });

  it('has no such freedom outside of the cache’s own form', async () => {
    const plain = join(home, 'plain');
    renameSync(repo, plain);
    snapshot = join(plain, 'snapshots', revision);
    expect(await problems()).toContain('outside the model folder');
  });

  it('has none where its snapshot is a link to somewhere else', async () => {
    const elsewhere = join(home, 'elsewhere', revision);
    mkdirSync(dirname(elsewhere));
    renameSync(snapshot, elsewhere);
    symlinkSync(elsewhere, snapshot);
    rmSync(join(elsewhere, 'unet', 'model.onnx'));
    symlinkSync(join(repo, 'blobs', readdirSync(join(repo, 'blobs'))[0]!), join(elsewhere, 'unet', 'model.onnx'));
    expect(await problems()).toContain('outside the model folder');
  });
});

it('is known by its path', () => {
  expect(hubSnapshot('/c/hub/models--a--b-c/snapshots/r')).toEqual({ root: '/c/hub/models--a--b-c', repo: 'a/b-c', revision: 'r' });
  expect(hubSnapshot('/c/models--gpt2/snapshots/r/onnx')).toMatchObject({ repo: 'gpt2', revision: 'r' });
  for (const path of ['/c/models--a--b', '/c/models--a--b/snapshots', '/c/models--a--b/blobs/r', '/models--/snapshots/r'])
    expect(hubSnapshot(path)).toBeNull();
});
