import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { fromHalf } from '../../sessions/float16.ts';
import type { Network } from '../checkpoint.ts';
import { onnxSchema } from '../onnx-schema.ts';
import { readTensorBytes } from '../safetensors-file.ts';
import { shapeOf } from '../weights.ts';

type Entry = { key: string; value: string };
type Exported = protobuf.Message & { graph: { initializer: { externalData: Entry[] }[] } };

const float32Of = Float32Array.from({ length: 2 ** 16 }, (_, bits) => fromHalf(bits));

/** A float16 tensor of the network as float32, turned over where the exporter did that. */
const numbersOf = ({ weights, folder }: Network, origin: string): Float32Array => {
  const name = origin.replace(/ turned$/, '');
  const weight = weights.get(name);
  if (weight?.data.kind !== 'external' || weight.type !== 'float16') throw new Error(`“${name}” is not a float16 tensor in a file`);
  const bytes = readTensorBytes(join(folder, weight.data.location), weight.data);
  const halves = new Uint16Array(bytes.slice().buffer);
  const out = new Float32Array(halves.length);
  if (name === origin) {
    for (let i = 0; i < out.length; i++) out[i] = float32Of[halves[i]!]!;
    return out;
  }
  const [rows, columns] = shapeOf(weights, name) as [number, number];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = float32Of[halves[row * columns + column]!]!;
  }
  return out;
};

/** PyTorch's export of an SD 1.5 UNet (`export_sd15.py`) with the weights of this one, float32 in a file beside it. Gives its path. */
export const writePytorchExport = (folder: string, network: Network): string => {
  const type = protobuf.Root.fromJSON(onnxSchema).lookupType('ModelProto');
  const model = type.decode(gunzipSync(readFileSync(join(import.meta.dirname, 'pytorch-sd15.onnx.gz')))) as Exported;
  const location = 'pytorch.data';
  const file = openSync(join(folder, location), 'w');
  let offset = 0;
  try {
    for (const initializer of model.graph.initializer) {
      const origin = initializer.externalData[0]?.value;
      if (origin === undefined) continue;
      const bytes = new Uint8Array(numbersOf(network, origin).buffer);
      writeSync(file, bytes);
      const place = { location, offset: String(offset), length: String(bytes.length) };
      initializer.externalData = Object.entries(place).map(([key, value]) => ({ key, value }));
      offset += bytes.length;
    }
  } finally {
    closeSync(file);
  }
  const path = join(folder, 'pytorch.onnx');
  writeFileSync(path, type.encode(model).finish());
  return path;
};
