import {
  type AttributeValue,
  type Dimension,
  type ElementType,
  elementTypes,
  encodeModel,
  float32,
  type Initializer,
  int64,
  type Node,
  node,
  type ValueInfo,
  valueInfo,
} from './onnx.ts';
import { shapeOf, UnknownArchitecture, type Weight, type Weights } from './weights.ts';

/** The name of a tensor in the graph under construction. */
export type Value = string;

/** The type that a network computes in; what it must keep in float32 (statistics of norms, softmax) stays there. Inputs and outputs are float32. */
export type Precision = 'float32' | 'float16';

/**
 * Where the graph will run. `cpu` may use onnxruntime's CPU-only operators, `gpu` those that its GPU providers have too,
 * `portable` standard ONNX only.
 */
export type Target = 'cpu' | 'gpu' | 'portable';

export type GraphOptions = Readonly<{ precision: Precision; target: Target }>;

/** A graph under construction: every method adds nodes and returns the name of what they compute. */
export class Graph {
  readonly weights: Weights;
  readonly precision: Precision;
  readonly target: Target;
  private readonly nodes: Node[] = [];
  private readonly initializers = new Map<string, Initializer>();
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];
  private readonly loaded = new Map<string, Value>();
  private readonly used = new Set<string>();

  constructor(weights: Weights, { precision, target }: GraphOptions) {
    this.weights = weights;
    this.precision = precision;
    this.target = target;
  }

  /** Declares an input; a float32 one arrives in the precision of the network. */
  input(name: string, type: ElementType, dims: readonly Dimension[]): Value {
    this.inputs.push(valueInfo(name, type, dims));
    return type === 'float32' ? this.narrow(name) : name;
  }

  /** Declares a float32 input that stays float32. */
  wideInput(name: string, dims: readonly Dimension[]): Value {
    this.inputs.push(valueInfo(name, 'float32', dims));
    return name;
  }

  /** Declares `value` as a float32 output of the name `name`. */
  output(name: string, value: Value, dims: readonly Dimension[]): void {
    const wide = this.widen(value);
    this.nodes.push(node('Identity', [wide], [name]));
    this.outputs.push(valueInfo(name, 'float32', dims));
  }

  /** Declares a float32 value as an output under the name that it has: nothing is copied. */
  result(value: Value, dims: readonly Dimension[]): Value {
    this.outputs.push(valueInfo(value, 'float32', dims));
    return value;
  }

  /** One operator with one output. */
  op(opType: string, inputs: readonly Value[], attributes: Readonly<Record<string, AttributeValue>> = {}, domain = ''): Value {
    const name = `${opType}_${this.nodes.length}`;
    this.nodes.push(node(opType, inputs, [name], attributes, domain));
    return name;
  }

  /** One operator with `count` outputs. */
  ops(
    count: number,
    opType: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): readonly Value[] {
    const names = Array.from({ length: count }, (_, i) => `${opType}_${this.nodes.length}_${i}`);
    this.nodes.push(node(opType, inputs, names, attributes));
    return names;
  }

  /** Whole numbers of the shape [values.length]: axes, sizes, indices. */
  ints(...values: readonly number[]): Value {
    if (!values.every((value) => Number.isSafeInteger(value)))
      throw new UnknownArchitecture('The sizes of the tensors do not fit together.');
    return this.constant(int64(`ints_${values.join('_')}`, [values.length], values));
  }

  /** One whole number, of shape []. */
  int(value: number): Value {
    return this.constant(int64(`int_${value}`, [], [value]));
  }

  /** float32 constants, in the precision of the network. `name` must be the graph's only constant of that name. */
  floats(name: string, dims: readonly number[], values: readonly number[]): Value {
    return this.narrow(this.constant(float32(name, dims, values)));
  }

  /** float32 constants that stay so. */
  wideFloats(name: string, dims: readonly number[], values: readonly number[]): Value {
    return this.constant(float32(name, dims, values));
  }

  scalar(value: number): Value {
    return this.floats(`scalar_${value}`, [], [value]);
  }

  has(name: string): boolean {
    return this.weights.has(name);
  }

  /** A tensor of the checkpoint in the precision of the network. `shape` re-reads the same numbers in another shape of equal size. */
  weight(name: string, shape: readonly number[] = shapeOf(this.weights, name)): Value {
    return this.load(name, this.precision, shape);
  }

  /** A tensor of the checkpoint in float32. */
  wideWeight(name: string, shape: readonly number[] = shapeOf(this.weights, name)): Value {
    return this.load(name, 'float32', shape);
  }

  /** To the precision of the network. */
  narrow(value: Value): Value {
    return this.precision === 'float32' ? value : this.op('Cast', [value], { to: elementTypes[this.precision] });
  }

  /** From the precision of the network to float32. */
  widen(value: Value): Value {
    return this.precision === 'float32' ? value : this.op('Cast', [value], { to: elementTypes.float32 });
  }

  /** Size of the last axis of an input; null where there is no such input. */
  width(name: string): number | null {
    const last = this.inputs.find((input) => input.name === name)?.dims.at(-1);
    return typeof last === 'number' ? last : null;
  }

  /** Tensors of the checkpoint that the graph has not used so far. */
  unused(): readonly string[] {
    return [...this.weights.keys()].filter((name) => !this.used.has(name));
  }

  /** Bytes that the tensors in use take in the checkpoint. */
  weightBytes(): number {
    const sizes = [...this.used].map((name) => {
      const data = this.weights.get(name)?.data;
      if (data?.kind === 'external') return data.length;
      return data?.kind === 'inline' ? data.bytes.length : 0;
    });
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** The bytes of the model. `name` says what it is. */
  encode(name: string): Uint8Array {
    return encodeModel({
      name,
      nodes: this.nodes,
      inputs: this.inputs,
      outputs: this.outputs,
      initializers: [...this.initializers.values()],
    });
  }

  private constant(initializer: Initializer): Value {
    this.initializers.set(initializer.name, initializer);
    return initializer.name;
  }

  private load(name: string, wanted: ElementType, shape: readonly number[]): Value {
    this.used.add(name);
    const key = `${wanted} ${name}`;
    const known = this.loaded.get(key);
    if (known !== undefined) return known;
    const stored = this.weights.get(name);
    const count = shape.reduce((product, size) => product * size, 1);
    if (stored === undefined || count !== stored.shape.reduce((product, size) => product * size, 1)) {
      throw new UnknownArchitecture(`The tensor “${name}” is ${stored?.shape.join('×') ?? 'missing'}, but ${shape.join('×')} is needed.`);
    }
    const source = this.source(name, stored, shape);
    // onnxruntime does this once, when it opens the graph
    const value = stored.type === wanted ? source : this.op('Cast', [source], { to: elementTypes[wanted] });
    this.loaded.set(key, value);
    return value;
  }

  private source(name: string, { type, shape: storedShape, data, turned }: Weight, shape: readonly number[]): Value {
    if (data.kind !== 'fed' && turned === true) {
      const lying = this.constant({ name, type, dims: storedShape.toReversed(), data });
      const upright = this.op('Transpose', [lying], { perm: [1, 0] });
      return storedShape.length === shape.length ? upright : this.op('Reshape', [upright, this.ints(...shape)]);
    }
    if (data.kind !== 'fed') return this.constant({ name, type, dims: shape, data });
    if (!this.inputs.some((input) => input.name === name)) this.inputs.push(valueInfo(name, type, storedShape));
    return storedShape.length === shape.length ? name : this.op('Reshape', [name, this.ints(...shape)]);
  }
}
