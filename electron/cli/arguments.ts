import { parseArgs } from 'node:util';
import { Failure } from '../contract/failure.ts';
import { parseProvider, parseThreads } from './engine-words.ts';

export type GenerateOptions = Readonly<{
  prompt: string | null;
  negative: string | null;
  model: string | null;
  width: number | null;
  height: number | null;
  seed: number | null;
  count: number;
  /** Of those made, so many that fit their prompt best are kept; null keeps all. */
  best: number | null;
  from: string | null;
  steps: number | null;
  sampler: string | null;
  schedule: string | null;
  guidance: number | null;
  guidanceMethod: string | null;
  weakModel: string | null;
  hires: readonly [number, number] | null;
  hiresStrength: number | null;
  hiresSteps: number | null;
  hiresEnlarge: string | null;
  tiles: readonly [number, number] | null;
  tileOverlap: number | null;
  enlarge: readonly [number, number] | null;
  loras: readonly Readonly<{ name: string; weight: number; textWeight: number | null }>[];
  vae: string | null;
  textEncoders: string | null;
  predicts: string | null;
  noise: string | null;
  prior: string | null;
  promptSyntax: string | null;
  image: string | null;
  strength: number | null;
  mask: string | null;
  provider: ReturnType<typeof parseProvider>;
  threads: number | null;
  out: string | null;
  json: boolean;
  help: boolean;
}>;

const badInput = (what: string, message: string): Failure => new Failure({ code: 'bad-input', message, what });

const options = {
  negative: { type: 'string' },
  model: { type: 'string' },
  size: { type: 'string' },
  width: { type: 'string' },
  height: { type: 'string' },
  seed: { type: 'string' },
  count: { type: 'string' },
  best: { type: 'string' },
  from: { type: 'string' },
  steps: { type: 'string' },
  sampler: { type: 'string' },
  schedule: { type: 'string' },
  guidance: { type: 'string' },
  'guidance-method': { type: 'string' },
  'weak-model': { type: 'string' },
  hires: { type: 'string' },
  'hires-strength': { type: 'string' },
  'hires-steps': { type: 'string' },
  'hires-enlarge': { type: 'string' },
  tiles: { type: 'string' },
  'tile-overlap': { type: 'string' },
  enlarge: { type: 'string' },
  lora: { type: 'string', multiple: true },
  vae: { type: 'string' },
  'text-encoders': { type: 'string' },
  predicts: { type: 'string' },
  noise: { type: 'string' },
  prior: { type: 'string' },
  'prompt-syntax': { type: 'string' },
  image: { type: 'string' },
  strength: { type: 'string' },
  mask: { type: 'string' },
  provider: { type: 'string' },
  threads: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const parseWords = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw badInput('arguments', error instanceof Error ? error.message : String(error));
  }
};

/** A number as people write it. What it may be is the recipe's business. */
const toNumber = (name: string, word: string | undefined): number | null => {
  if (word === undefined) return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) throw badInput(name, `--${name} takes a number, not “${word}”.`);
  return Number(word);
};

const toSize = (name: string, word: string | undefined): readonly [number, number] | null => {
  if (word === undefined) return null;
  const match = /^(\d+)\s*[x×]\s*(\d+)$/i.exec(word);
  if (match === null) throw badInput(name, `--${name} takes two numbers such as 512x512, not “${word}”.`);
  return [Number(match[1]), Number(match[2])];
};

/** `name`, `name:0.8`, or `name:0.8:0.5` with a weight of its own for the text encoders, as in a prompt: the text's first. */
const toLora = (words: string): GenerateOptions['loras'][number] => {
  const [name = '', first, second, ...rest] = words.split(':');
  if (name === '' || rest.length > 0) throw badInput('lora', `--lora takes NAME:WEIGHT, not “${words}”.`);
  const text = toNumber('lora', first) ?? 1;
  const weight = toNumber('lora', second) ?? text;
  return { name, weight, textWeight: weight === text ? null : text };
};

/** The words after `generate`. Throws a `Failure` that names the word which makes no sense. */
export const parseGenerate = (words: readonly string[]): GenerateOptions => {
  const { values, positionals } = parseWords(words);
  const size = toSize('size', values.size);
  const count = toNumber('count', values.count) ?? 1;
  if (!Number.isInteger(count) || count < 1 || count > 1000) throw badInput('count', '--count is a whole number from 1 to 1000.');
  const best = toNumber('best', values.best);
  if (best !== null && (!Number.isInteger(best) || best < 1 || best > count)) {
    throw badInput('best', `--best is a whole number from 1 to --count (${count}).`);
  }
  const threads = parseThreads(values.threads);
  if (values.image === undefined && (values.mask !== undefined || values.strength !== undefined) && values.from === undefined) {
    throw badInput('image', '--mask and --strength go with --image FILE.');
  }
  return {
    prompt: positionals.length === 0 ? null : positionals.join(' '),
    negative: values.negative ?? null,
    model: values.model ?? null,
    width: toNumber('width', values.width) ?? size?.[0] ?? null,
    height: toNumber('height', values.height) ?? size?.[1] ?? null,
    seed: toNumber('seed', values.seed),
    count,
    best,
    from: values.from ?? null,
    steps: toNumber('steps', values.steps),
    sampler: values.sampler ?? null,
    schedule: values.schedule ?? null,
    guidance: toNumber('guidance', values.guidance),
    guidanceMethod: values['guidance-method'] ?? null,
    weakModel: values['weak-model'] ?? null,
    hires: toSize('hires', values.hires),
    hiresStrength: toNumber('hires-strength', values['hires-strength']),
    hiresSteps: toNumber('hires-steps', values['hires-steps']),
    hiresEnlarge: values['hires-enlarge'] ?? null,
    tiles: toSize('tiles', values.tiles),
    tileOverlap: toNumber('tile-overlap', values['tile-overlap']),
    enlarge: toSize('enlarge', values.enlarge),
    loras: (values.lora ?? []).map(toLora),
    vae: values.vae ?? null,
    textEncoders: values['text-encoders'] ?? null,
    predicts: values.predicts ?? null,
    noise: values.noise ?? null,
    prior: values.prior ?? null,
    promptSyntax: values['prompt-syntax'] ?? null,
    image: values.image ?? null,
    strength: toNumber('strength', values.strength),
    mask: values.mask ?? null,
    provider: parseProvider(values.provider),
    threads,
    out: values.out ?? null,
    json: values.json ?? false,
    help: values.help ?? false,
  };
};
