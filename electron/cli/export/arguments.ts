import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { ExportOptions, type ExportRequest, type Resize } from '../../contract/export.ts';
import { usualSort } from '../../contract/query/library-query.ts';

export type ExportArguments = Readonly<{ kind: 'help' } | { kind: 'export'; request: ExportRequest; dryRun: boolean; json: boolean }>;

const badInput = (what: string, message: string): Failure => new Failure({ code: 'bad-input', message, what });

const options = {
  query: { type: 'string' },
  ids: { type: 'string' },
  to: { type: 'string' },
  zip: { type: 'string' },
  overwrite: { type: 'boolean' },
  skip: { type: 'boolean' },
  number: { type: 'boolean' },
  format: { type: 'string' },
  quality: { type: 'string' },
  resize: { type: 'string' },
  name: { type: 'string' },
  metadata: { type: 'string' },
  sidecar: { type: 'string' },
  recipes: { type: 'string' },
  sheet: { type: 'string' },
  dataset: { type: 'string' },
  captions: { type: 'string' },
  dedupe: { type: 'string' },
  validation: { type: 'string' },
  concept: { type: 'string' },
  repeats: { type: 'string' },
  shard: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const parseWords = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, strict: true }).values;
  } catch (error) {
    throw badInput('arguments', error instanceof Error ? error.message : String(error));
  }
};
type Values = ReturnType<typeof parseWords>;

/** `10%` or `0.1`. */
const toShare = (name: string, word: string | undefined): number | undefined => {
  if (word === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(word);
  if (match === null) throw badInput(name, `--${name} takes a share such as 10% or 0.1, not “${word}”.`);
  return Number(match[1]) / (match[2] === '%' ? 100 : 1);
};

const toNumber = (name: string, word: string | undefined): number | undefined => {
  if (word === undefined) return undefined;
  if (!/^\d+$/.test(word)) throw badInput(name, `--${name} takes a whole number, not “${word}”.`);
  return Number(word);
};

const toResize = (word: string | undefined): Resize | undefined => {
  if (word === undefined) return undefined;
  const box = /^(\d+)x(\d+)$/i.exec(word);
  if (box !== null) return { kind: 'fit', width: Number(box[1]), height: Number(box[2]) };
  const long = /^long:(\d+)$/.exec(word);
  if (long !== null) return { kind: 'long', side: Number(long[1]) };
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(word);
  if (percent !== null) return { kind: 'percent', percent: Number(percent[1]) };
  throw badInput('resize', `--resize takes 1024x1024, long:1024 or 50%, not “${word}”.`);
};

const toWhat = ({ query, ids }: Values): unknown => {
  if ((query === undefined) === (ids === undefined))
    throw badInput('what', "Say which pictures: --query TEXT ('' for all) or --ids ID,ID…");
  return query === undefined
    ? { kind: 'ids', ids: (ids ?? '').split(',').map((id) => id.trim()) }
    : { kind: 'query', query, sort: usualSort(query) };
};

const toTarget = ({ to, zip, 'dry-run': dryRun }: Values): ExportRequest['target'] => {
  if (to !== undefined && zip !== undefined) throw badInput('target', '--to and --zip are two exports: run one after the other.');
  if (to !== undefined) return { kind: 'folder', path: resolve(to) };
  if (zip !== undefined) return { kind: 'zip', path: resolve(zip) };
  if (dryRun === true) return { kind: 'download' };
  throw badInput('target', 'Say where to: --to DIR or --zip FILE.');
};

const toConflicts = ({ overwrite, skip, number }: Values): string | undefined => {
  const chosen = [overwrite === true && 'overwrite', skip === true && 'skip', number === true && 'number'].filter((one) => one !== false);
  if (chosen.length > 1) throw badInput('conflicts', `--${chosen.join(' and --')} contradict each other.`);
  return chosen[0];
};

const datasetOnly = ['captions', 'dedupe', 'validation', 'concept', 'repeats', 'shard'] as const;

const toDataset = (values: Values): unknown => {
  const { dataset, captions, dedupe, validation, concept, repeats, shard } = values;
  const alone = datasetOnly.find((name) => values[name] !== undefined);
  if (dataset === undefined) {
    if (alone !== undefined) throw badInput(alone, `--${alone} goes with --dataset imagefolder, webdataset or kohya.`);
    return undefined;
  }
  return {
    layout: dataset,
    captions,
    dedupe,
    validation: toShare('validation', validation),
    concept,
    repeats: toNumber('repeats', repeats),
    shard: toNumber('shard', shard),
  };
};

/** The option that a person typed for a field of the request. */
const flagOf = (path: readonly PropertyKey[]): string => {
  const [first, second] = path.map(String);
  if (first === 'what') return second === 'query' ? '--query' : '--ids';
  return `--${first === 'dataset' && second !== 'layout' ? (second ?? first) : (first ?? '')}`;
};

/** The words after `export`. Throws a `Failure` that names the word which makes no sense. */
export const parseExport = (words: readonly string[]): ExportArguments => {
  const values = parseWords(words);
  if (values.help === true) return { kind: 'help' };
  const parsed = ExportOptions.safeParse({
    what: toWhat(values),
    format: values.format === 'jpg' ? 'jpeg' : values.format,
    quality: toNumber('quality', values.quality),
    resize: toResize(values.resize),
    name: values.name,
    metadata: values.metadata,
    sidecar: values.sidecar,
    recipes: values.recipes,
    sheet: values.sheet,
    dataset: toDataset(values),
    conflicts: toConflicts(values),
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw badInput(issue?.path.join('.') ?? 'options', `${flagOf(issue?.path ?? [])}: ${issue?.message ?? 'this makes no sense'}.`);
  }
  return {
    kind: 'export',
    request: { options: parsed.data, target: toTarget(values) },
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
  };
};
