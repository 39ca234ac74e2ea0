import { posix } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { isWanted } from './safe-name.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

const isGraph = (path: string): boolean => path.toLowerCase().endsWith('.onnx');
const isWeights = (path: string): boolean => path.toLowerCase().endsWith('.safetensors');
const isExternalData = (path: string): boolean => /\.(pb|onnx[._]data(_\d+)?)$/i.test(path);

/** Folders that diffusers' layout has and nothing here reads. */
const unread = /^(safety_checker|feature_extractor|image_encoder)\//;

/** Of one folder's graphs the plain one, with the weights that go with it; without a plain one all of them. */
const graphsOf = (paths: readonly string[]): readonly string[] => {
  const graphs = paths.filter(isGraph);
  const chosen = graphs.filter((path) => posix.basename(path) === 'model.onnx');
  const kept = chosen.length > 0 ? chosen : graphs;
  const left = graphs.filter((path) => !kept.includes(path));
  const belongsToLeft = (path: string): boolean => left.some((graph) => path.startsWith(graph));
  return [...kept, ...paths.filter((path) => isExternalData(path) && !belongsToLeft(path))];
};

const variantName = /^(?:model|diffusion_pytorch_model)(?:\.(\w+))?(?:-\d+-of-\d+)?(?:\.(\w+))?\.safetensors$/;

/** Of one folder's weights the set that a reader of diffusers' layout takes: without a variant, else float16, else the first. */
const weightsOf = (paths: readonly string[]): readonly string[] => {
  const variants = Map.groupBy(
    paths.flatMap((path) => {
      const match = variantName.exec(posix.basename(path));
      return match === null ? [] : [{ path, variant: match[1] ?? match[2] ?? '' }];
    }),
    ({ variant }) => variant,
  );
  const [first] = [...variants.keys()].toSorted();
  const wanted = ['', 'fp16', first].find((variant) => variant !== undefined && variants.has(variant));
  return (variants.get(wanted ?? '') ?? []).map(({ path }) => path);
};

const byFolder = (paths: readonly string[], choose: (paths: readonly string[]) => readonly string[]): readonly string[] =>
  [...Map.groupBy(paths, (path) => posix.dirname(path)).values()].flatMap(choose);

const cannot = (repository: string, message: Words): Failure => new Failure({ code: 'model-cannot', message, what: repository });

/**
 * What a model needs of a repository: ONNX graphs where there are any, else weights in diffusers' layout, else the only checkpoint; with every
 * configuration. Paths are relative to the model. Throws where there is nothing that runs here, or more than one checkpoint to choose from.
 */
export const pickFiles = (paths: readonly string[], repository: string): readonly string[] => {
  const useful = paths.filter((path) => isWanted(path) && !unread.test(path));
  const papers = useful.filter((path) => !isGraph(path) && !isWeights(path) && !isExternalData(path));
  const graphs = useful.filter(isGraph);
  if (graphs.length > 0)
    return [
      ...byFolder(
        useful.filter((path) => isGraph(path) || isExternalData(path)),
        graphsOf,
      ),
      ...papers,
    ];
  const weights = useful.filter(isWeights);
  if (useful.includes('model_index.json')) {
    const inFolders = byFolder(
      weights.filter((path) => path.includes('/')),
      weightsOf,
    );
    if (inFolders.length > 0) return [...inFolders, ...papers];
  }
  const [only, ...more] = weights.filter((path) => !path.includes('/'));
  if (only !== undefined && more.length === 0) return [only, ...papers.filter((path) => !path.includes('/'))];
  if (only === undefined) throw cannot(repository, sentence('repository.no-model', { repository }));
  throw new Failure({
    code: 'bad-input',
    message: sentence('repository.several', { repository, files: [only, ...more].join(', ') }),
    what: 'file',
  });
};
