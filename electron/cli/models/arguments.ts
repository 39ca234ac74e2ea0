import { parseArgs } from 'node:util';
import { DownloadFrom } from '../../contract/downloads.ts';
import { Failure } from '../../contract/failure.ts';
import { Settings } from '../../contract/records.ts';

export type Output = 'lines' | 'json';
export type ModelsCommand = Readonly<
  | { kind: 'help' }
  | { kind: 'list' | 'catalogue'; output: Output }
  | { kind: 'add'; folder: string; output: Output }
  | { kind: 'download'; from: DownloadFrom; licence: string | null; hub: string | null; output: Output }
  | { kind: 'check'; id: string; output: Output }
  | { kind: 'remove'; id: string; ask: 'first' | 'never'; output: Output }
>;

const options = {
  json: { type: 'boolean' },
  yes: { type: 'boolean' },
  licence: { type: 'string' },
  revision: { type: 'string' },
  file: { type: 'string' },
  hub: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const badInput = (what: string, message: string): Failure => new Failure({ code: 'bad-input', message, what });

const parseWords = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw badInput('arguments', error instanceof Error ? error.message : String(error));
  }
};

const toFrom = (name: string, revision: string | undefined, file: string | undefined): DownloadFrom => {
  const isRepository = name.includes('/');
  if (!isRepository && (revision !== undefined || file !== undefined))
    throw badInput('arguments', '--revision and --file go with owner/name of a repository.');
  const from = isRepository
    ? { kind: 'repository', repository: name, revision: revision ?? 'main', file: file ?? null }
    : { kind: 'catalogue', id: name };
  const parsed = DownloadFrom.safeParse(from);
  if (parsed.success) return parsed.data;
  throw badInput(
    'model',
    `“${name}” is neither an id of the catalogue nor owner/name of a repository${revision === undefined ? '' : ' with such a revision'}.`,
  );
};

const toHub = (word: string | undefined): string | null => {
  if (word === undefined) return null;
  const parsed = Settings.shape.hub.safeParse(word);
  if (!parsed.success) throw badInput('hub', `--hub takes an address such as https://mirror.example, not “${word}”.`);
  return parsed.data;
};

/** The words after `models`. Throws a `Failure` that names the word which makes no sense. */
export const parseModels = (words: readonly string[]): ModelsCommand => {
  const { values, positionals } = parseWords(words);
  if (values.help === true) return { kind: 'help' };
  const output: Output = values.json === true ? 'json' : 'lines';
  const [verb = 'list', name, ...more] = positionals;
  const one = (what: string): string => {
    if (name === undefined || more.length > 0) throw badInput('arguments', `models ${verb} takes ${what}.`);
    return name;
  };
  const isFor = (option: 'licence' | 'revision' | 'file' | 'hub' | 'yes', owner: string): void => {
    if (values[option] !== undefined && verb !== owner) throw badInput(option, `--${option} goes with models ${owner}.`);
  };
  for (const option of ['licence', 'revision', 'file', 'hub'] as const) isFor(option, 'download');
  isFor('yes', 'remove');
  switch (verb) {
    case 'list':
    case 'catalogue':
      if (name !== undefined) throw badInput('arguments', `models ${verb} takes no name, but “${name}” was given.`);
      return { kind: verb, output };
    case 'add':
      return { kind: 'add', folder: one('a folder'), output };
    case 'download':
      return {
        kind: 'download',
        from: toFrom(one('an id of the catalogue, or owner/name of a repository'), values.revision, values.file),
        licence: values.licence ?? null,
        hub: toHub(values.hub),
        output,
      };
    case 'check':
      return { kind: 'check', id: one('the id of a model or of a file'), output };
    case 'remove':
      return { kind: 'remove', id: one('the id of a model'), ask: values.yes === true ? 'never' : 'first', output };
    default:
      throw badInput('arguments', `There is no “models ${verb}”. There are: list, catalogue, add, download, check, remove.`);
  }
};
