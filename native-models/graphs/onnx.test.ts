import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { encodeModel, float, float32, initializer, int64, node, valueInfo } from './onnx.ts';

const run = async (bytes: Uint8Array, x: number[]) => {
  const session = await InferenceSession.create(bytes);
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.from(x), [x.length / 2, 2]) });
  await session.release();
  return [...(y!.data as Float32Array)];
};

const inputs = [valueInfo('x', 'float32', ['rows', 2])];
const outputs = [valueInfo('y', 'float32', ['rows', 2])];

test('onnxruntime computes what was written: initialisers, attributes of every kind, both domains', async () => {
  const bytes = encodeModel({
    name: 'small',
    inputs,
    outputs,
    initializers: [float32('w', [2, 2], [1, 2, 3, 4]), float32('b', [2], [10, 20]), int64('axes', [1], [-1])],
    nodes: [
      node('Gemm', ['x', 'w', 'b'], ['affine'], { transB: 1, alpha: float(0.5) }),
      node('ReduceSum', ['affine', 'axes'], ['sum'], { keepdims: 1 }),
      node('Transpose', ['affine'], ['turned'], { perm: [1, 0] }),
      node('Transpose', ['turned'], ['back'], { perm: [1, 0] }),
      node('Sub', ['back', 'sum'], ['difference']),
      node('QuickGelu', ['difference'], ['y'], { alpha: float(0) }, 'com.microsoft'),
    ],
  });
  // affine = 0.5·x·wᵀ + b; y = (affine − Σ affine)·sigmoid(0)
  const affine = [0.5 * (1 + 4) + 10, 0.5 * (3 + 8) + 20];
  expect(await run(bytes, [1, 2])).toEqual([-affine[1]! / 2, -affine[0]! / 2]);
});

test('float16 initialisers and integers above 2^31 survive', async () => {
  const bytes = encodeModel({
    name: 'half',
    inputs,
    outputs,
    initializers: [initializer('h', 'float16', [2], Uint16Array.of(0x3c00, 0xc000)), int64('n', [1], [2 ** 40])],
    nodes: [
      node('Cast', ['h'], ['one'], { to: 1 }),
      node('Cast', ['n'], ['large'], { to: 1 }),
      node('Mul', ['x', 'one'], ['scaled']),
      node('Mul', ['scaled', 'large'], ['y']),
    ],
  });
  expect(await run(bytes, [3, 5])).toEqual([3 * 2 ** 40, -10 * 2 ** 40]);
});

test('a model that is cut short is refused', async () => {
  const bytes = encodeModel({ name: 'cut', inputs, outputs, initializers: [], nodes: [node('Identity', ['x'], ['y'])] });
  await expect(run(bytes.subarray(0, -3), [1, 2])).rejects.toThrow();
});
