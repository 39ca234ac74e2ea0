import { describe, expect, it } from 'vitest';
import { explain } from './classify.ts';
import { openSession } from './session.ts';
import { graphBytes, identityGraph } from './test-graphs.ts';

const fromBytes = (bytes: Uint8Array) => ({ kind: 'bytes', name: 'unet/model.onnx', bytes, externalData: [] }) as const;
const cpu = { providers: ['cpu'] };
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

const port = (name: string) => ({ name, type: 'float32', shape: [1] }) as const;

describe('openSession', () => {
  it('runs a graph from memory, weights beside it in memory too', async () => {
    const bytes = graphBytes({
      inputs: [{ name: 'x', type: 'float32', shape: [2] }],
      outputs: [{ name: 'y', type: 'float32', shape: [2] }],
      nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      initializers: [{ name: 'w', dims: [2], data: { location: 'weights.bin', offset: 0, length: 8 } }],
    });
    const data = new Uint8Array(new Float32Array([10, 20]).buffer);
    const session = await openSession({ kind: 'bytes', name: 'unet', bytes, externalData: [{ path: 'weights.bin', data }] }, cpu);
    const { y } = await session.run({ x: { data: [1, 2], dims: [2] } });
    expect(Array.from(y!.data)).toEqual([11, 22]);
    await session.release();
    await session.release();
    expect(await codeOf(session.run({ x: { data: [1, 2], dims: [2] } }))).toBe('model-closed');
  });

  it('names all inputs that it lacks in one sentence', async () => {
    const session = await openSession(
      fromBytes(
        graphBytes({ inputs: [port('a'), port('b')], outputs: [port('y')], nodes: [{ op: 'Add', inputs: ['a', 'b'], outputs: ['y'] }] }),
      ),
      cpu,
    );
    await expect(session.run({})).rejects.toThrow('unet/model.onnx” wants inputs that this program does not know: a, b.');
    await session.release();
  });

  it('says what is wrong with a graph, by what onnxruntime itself throws', async () => {
    expect(await codeOf(openSession(fromBytes(new TextEncoder().encode('not a graph at all')), cpu))).toBe('file-damaged');
    expect(await codeOf(openSession(fromBytes(new Uint8Array(0)), cpu))).toBe('file-damaged');
    expect(await codeOf(openSession({ kind: 'file', name: 'unet/model.onnx', path: '/nowhere/model.onnx' }, cpu))).toBe('file-missing');
    const fused = graphBytes({
      inputs: [{ name: 'x', type: 'float16', shape: [1, 4, 4, 32] }],
      outputs: [{ name: 'y', type: 'float16', shape: [1, 4, 4, 32] }],
      nodes: [{ op: 'NhwcConv', domain: 'com.microsoft', inputs: ['x', 'x'], outputs: ['y'] }],
    });
    expect(await codeOf(openSession(fromBytes(fused), cpu))).toBe('operator-unsupported');
    const invented = graphBytes({
      inputs: [{ name: 'x', type: 'float32', shape: [1] }],
      outputs: [{ name: 'y', type: 'float32', shape: [1] }],
      nodes: [{ op: 'Teleport', inputs: ['x'], outputs: ['y'] }],
    });
    expect(await codeOf(openSession(fromBytes(invented), cpu))).toBe('operator-unsupported');
    expect(await codeOf(openSession(fromBytes(identityGraph('bfloat16')), cpu))).toBe('type-unsupported');
    expect(await codeOf(openSession(fromBytes(identityGraph('float32')), { providers: ['cuda'] }))).toBe('provider-unavailable');
    expect(await codeOf(openSession(fromBytes(identityGraph('float32')), { providers: ['nonsense'] }))).toBe('provider-unavailable');
    const beside = graphBytes({
      inputs: [{ name: 'x', type: 'float32', shape: [2] }],
      outputs: [{ name: 'y', type: 'float32', shape: [2] }],
      nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      initializers: [{ name: 'w', dims: [2], data: { location: 'not-there.bin', offset: 0, length: 8 } }],
    });
    expect(await codeOf(openSession(fromBytes(beside), cpu))).toBe('external-data-missing');
  });

  it('knows the words for too little memory', () => {
    const ort = 'bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 17179869184';
    expect(explain(new Error(ort), 'unet/model.onnx', 'run-failed')).toMatchObject({ code: 'out-of-memory' });
    expect(explain(new Error('something new'), 'unet/model.onnx', 'run-failed')).toMatchObject({
      code: 'run-failed',
      message: '“unet/model.onnx” failed: something new',
    });
  });
});
