import { Failure } from '../../contract/failure.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** Only these are fetched: graphs, weights, configurations, vocabularies and papers. Never pickle. */
const wanted = /(\.(onnx|safetensors|json|txt|model|pb|onnx[._]data(_\d+)?)|(^|\/)LICEN[CS]E(\.(md|txt))?)$/i;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** What Windows forbids in a name. */
const forbidden = /[<>:"|?*\\\p{Cc}]/u;

const isSafe = (path: string): boolean =>
  path.length <= 300 &&
  !forbidden.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[. ]$/.test(part) && !reserved.test(part));

export type RemoteFile = Readonly<{ path: string; type: string }>;

/** Refuses a repository as a whole when one of its names would leave the folder, or mean something else on another system. */
export const assertSafeNames = (files: readonly RemoteFile[], repository: string): void => {
  const refuse = (path: string, why: Words): never => {
    throw new Failure({
      code: 'not-allowed',
      message: sentence('repository.unsafe', { repository, path, why }),
      what: repository,
    });
  };
  const seen = new Map<string, string>();
  for (const { path, type } of files) {
    if (!isSafe(path)) refuse(path, sentence('unsafe.leaves'));
    if (type !== 'file' && type !== 'directory') refuse(path, sentence('unsafe.no-file'));
    const folded = path.toLowerCase();
    if (seen.has(folded)) refuse(path, sentence('unsafe.twice', { other: seen.get(folded) ?? folded }));
    seen.set(folded, path);
  }
};

/** Whether a file is of a kind that a model needs. Hidden files are not. */
export const isWanted = (path: string): boolean => wanted.test(path) && !path.split('/').some((part) => part.startsWith('.'));
