import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { PictureError } from '../pipelines/errors.ts';
import { explain } from './classify.ts';
import type { Port } from './port.ts';
import { makeTensor, type Numbers, readTensor } from './tensor.ts';
import { sentence } from '../words/sentence.ts';

/** Where a graph comes from: a file with its external data beside it, or memory. */
export type GraphSource =
  | Readonly<{ kind: 'file'; path: string; name: string }>
  | Readonly<{
      kind: 'bytes';
      name: string;
      bytes: Uint8Array;
      /** External data in memory. Where there is any, all of the graph's must be here. */
      externalData: readonly Readonly<{ path: string; data: Uint8Array }>[];
      /** The folder in which the graph's external data lies; a path that leaves it is refused. */
      weightsFolder?: string;
      /**
       * What onnxruntime may rewrite when it opens the graph; default: everything. `operators` leaves the layout of convolutions alone, which
       * spares a second copy of their weights; `nothing` is for graphs that run once.
       */
      optimize?: 'everything' | 'operators' | 'nothing';
    }>;

export type SessionOptions = Readonly<{
  /** Execution providers, first choice first. An unavailable one is an error here: falling back is the caller's decision. */
  providers: readonly string[];
  /** Processor threads of one run; undefined: as many as there are cores. */
  threads?: number | undefined;
  /** Called with every call into onnxruntime, which it has to make: for measuring. */
  around?: Around | undefined;
}>;

export type Around = <T>(network: string, call: () => Promise<T>) => Promise<T>;
const justCall: Around = (_network, call) => call();

/** An open network. It holds memory until `release`. */
export type Session = Readonly<{
  name: string;
  inputs: readonly Port[];
  outputs: readonly Port[];
  /**
   * Runs the network. Numbers are turned into the type of each input; all that it lacks is named in one error. `wanted` says which outputs
   * to compute (default: all). Throws `PictureError`.
   */
  run: (feeds: Readonly<Record<string, Numbers>>, wanted?: readonly string[]) => Promise<Readonly<Record<string, Numbers>>>;
  /** Frees the memory. Safe to call twice. */
  release: () => Promise<void>;
}>;

// onnxruntime 1.30 sends its maker telemetry, on Linux too, unless this is set before the first session is opened
process.env['ORT_DISABLE_TELEMETRY'] = '1';

const optimizationLevels = { everything: 'all', operators: 'extended', nothing: 'disabled' } as const;

const toPort = (value: InferenceSession.ValueMetadata): Port =>
  value.isTensor ? { name: value.name, type: value.type, shape: value.shape } : { name: value.name, type: 'unknown', shape: [] };

const open = (source: GraphSource, options: InferenceSession.SessionOptions): Promise<InferenceSession> => {
  if (source.kind === 'file') return InferenceSession.create(source.path, options);
  const { bytes, externalData, weightsFolder } = source;
  const extra = weightsFolder === undefined ? {} : { session: { model_external_initializers_file_folder_path: weightsFolder } };
  return InferenceSession.create(bytes, { ...options, externalData, extra });
};

const feed = (name: string, inputs: readonly Port[], feeds: Readonly<Record<string, Numbers>>): Record<string, Tensor> => {
  const missing = inputs.filter((port) => feeds[port.name] === undefined).map((port) => port.name);
  if (missing.length > 0) {
    throw new PictureError('model-unsupported', sentence('session.inputs', { name, inputs: missing.join(', ') }));
  }
  return Object.fromEntries(inputs.map((port) => [port.name, makeTensor(port.type, feeds[port.name]!)]));
};

/** Opens a network. Throws `PictureError` with the reason. */
export const openSession = async (source: GraphSource, { providers, threads, around = justCall }: SessionOptions): Promise<Session> => {
  const { name } = source;
  try {
    const session = await open(source, {
      executionProviders: [...providers],
      // the memory pattern of the second run allocates one block of 2 GiB on an SD 1.5 network
      enableMemPattern: false,
      graphOptimizationLevel: optimizationLevels[source.kind === 'bytes' ? (source.optimize ?? 'everything') : 'everything'],
      logSeverityLevel: 3,
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    });
    const inputs = session.inputMetadata.map(toPort);
    let released = false;
    return {
      name,
      inputs,
      outputs: session.outputMetadata.map(toPort),
      run: async (feeds, wanted) => {
        if (released) throw new PictureError('model-closed', sentence('session.closed', { name }));
        const tensors = feed(name, inputs, feeds);
        try {
          const results = await around(name, () => (wanted === undefined ? session.run(tensors) : session.run(tensors, [...wanted])));
          return Object.fromEntries(Object.entries(results).map(([output, tensor]) => [output, readTensor(tensor)]));
        } catch (error) {
          throw explain(error, name, 'run-failed');
        }
      },
      release: async () => {
        if (released) return;
        released = true;
        await session.release();
      },
    };
  } catch (error) {
    throw explain(error, name, 'model-unsupported');
  }
};
