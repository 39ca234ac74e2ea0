import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGraphFile } from './graph-file.ts';
import { openSession } from './session.ts';
import { graphBytes, identityGraph, type TestInitializer } from './test-graphs.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graphs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes);
  return name;
};

/** y = x + w, with w in the graph or beside it. */
const withWeights = (data: TestInitializer['data']): Uint8Array =>
  graphBytes({
    inputs: [{ name: 'x', type: 'float32', shape: [2] }],
    outputs: [{ name: 'y', type: 'float32', shape: [2] }],
    nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    initializers: [{ name: 'w', dims: [2], data }],
  });
const beside = { location: 'weights.bin', offset: 0, length: 8 };
const weights = new Uint8Array(new Float32Array([10, 20]).buffer);

const codeOf = (use: () => unknown): unknown => {
  try {
    use();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.code;
    throw error;
  }
  return null;
};

describe('readGraphFile', () => {
  it('reads ports, operators and the size of graph and weights together', () => {
    put('weights.bin', weights);
    const bytes = withWeights(beside);
    const graph = readGraphFile(folder, put('model.onnx', bytes));
    expect(graph.inputs).toEqual([{ name: 'x', type: 'float32', shape: [2] }]);
    expect(graph.outputs).toEqual([{ name: 'y', type: 'float32', shape: [2] }]);
    expect(graph.operators).toEqual(new Set(['Add']));
    expect(graph.externalFiles).toEqual(new Map([['weights.bin', 8]]));
    expect(graph.bytes).toBe(bytes.length + 8);
  });

  it('agrees with onnxruntime about the ports', async () => {
    const bytes = graphBytes({
      inputs: [
        { name: 'ids', type: 'int64', shape: ['batch', 77] },
        { name: 'half', type: 'float16', shape: [] },
      ],
      outputs: [
        { name: 'a', type: 'int64', shape: ['batch', 77] },
        { name: 'b', type: 'float16', shape: [] },
      ],
      nodes: [
        { op: 'Identity', inputs: ['ids'], outputs: ['a'] },
        { op: 'Identity', inputs: ['half'], outputs: ['b'] },
      ],
    });
    const graph = readGraphFile(folder, put('model.onnx', bytes));
    const session = await openSession({ kind: 'file', path: graph.path, name: 'model.onnx' }, { providers: ['cpu'] });
    expect(session.inputs).toEqual(graph.inputs);
    expect(session.outputs).toEqual(graph.outputs);
    await session.release();
  });

  it('finds weights that onnxruntime finds as well', async () => {
    put('weights.bin', weights);
    const { path } = readGraphFile(folder, put('model.onnx', withWeights(beside)));
    const session = await openSession({ kind: 'file', path, name: 'model.onnx' }, { providers: ['cpu'] });
    const { y } = await session.run({ x: { data: [1, 2], dims: [2] } });
    expect(Array.from(y!.data)).toEqual([11, 22]);
    await session.release();
  });

  it('does not count weights as inputs, as graphs before IR version 4 list them', () => {
    const bytes = graphBytes({
      inputs: [
        { name: 'x', type: 'float32', shape: [2] },
        { name: 'w', type: 'float32', shape: [2] },
      ],
      outputs: [{ name: 'y', type: 'float32', shape: [2] }],
      nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      initializers: [{ name: 'w', dims: [2], data: new Float32Array([1, 2]) }],
    });
    expect(readGraphFile(folder, put('model.onnx', bytes)).inputs.map(({ name }) => name)).toEqual(['x']);
  });

  it('refuses a file that is not there, is empty, garbage or cut off at any byte', () => {
    expect(codeOf(() => readGraphFile(folder, 'model.onnx'))).toBe('file-missing');
    expect(codeOf(() => readGraphFile(folder, put('empty.onnx', '')))).toBe('file-damaged');
    expect(codeOf(() => readGraphFile(folder, put('text.onnx', 'version https://git-lfs.github.com/spec/v1')))).toBe('file-damaged');
    const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * 2654435761) >>> 24);
    expect(codeOf(() => readGraphFile(folder, put('noise.onnx', noise)))).toBe('file-damaged');
    const whole = withWeights(new Float32Array([1, 2]));
    // the last seven bytes are the operator set, which is not ours to check
    for (let length = 1; length < whole.length - 7; length++) {
      put('cut.onnx', whole);
      truncateSync(join(folder, 'cut.onnx'), length);
      expect([length, codeOf(() => readGraphFile(folder, 'cut.onnx'))]).toEqual([length, 'file-damaged']);
    }
  });

  it('refuses weights that are missing, cut off or outside the folder', () => {
    put('model.onnx', withWeights(beside));
    expect(codeOf(() => readGraphFile(folder, 'model.onnx'))).toBe('external-data-missing');
    put('weights.bin', weights.subarray(0, 7));
    expect(codeOf(() => readGraphFile(folder, 'model.onnx'))).toBe('external-data-damaged');
    for (const location of ['../weights.bin', '/etc/passwd', 'a/../../weights.bin']) {
      put('model.onnx', withWeights({ ...beside, location }));
      expect([location, codeOf(() => readGraphFile(folder, 'model.onnx'))]).toEqual([location, 'path-unsafe']);
    }
  });

  it('refuses links that leave the folder or go round in circles, and follows those that stay', () => {
    const inside = join(folder, 'model');
    mkdirSync(inside);
    writeFileSync(join(folder, 'outside.onnx'), identityGraph('float32'));
    writeFileSync(join(inside, 'real.onnx'), identityGraph('float32'));
    symlinkSync('../outside.onnx', join(inside, 'leaves.onnx'));
    symlinkSync('real.onnx', join(inside, 'stays.onnx'));
    symlinkSync('circle.onnx', join(inside, 'circle.onnx'));
    expect(codeOf(() => readGraphFile(inside, 'leaves.onnx'))).toBe('path-unsafe');
    expect(codeOf(() => readGraphFile(inside, 'circle.onnx'))).toBe('path-unsafe');
    expect(readGraphFile(inside, 'stays.onnx').inputs).toHaveLength(1);
  });
});
