import { type FileSettings, type KnownFields, KnownFields as Known, nothingKnown } from '../../contract/origin.ts';
import { linkScheme } from '../../contract/link.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** A piece without settings of its own. */
const piece = (id: string): unknown => ({ id, options: {} });

/** How the words of a link become fields of a recipe. */
const readers: Readonly<Record<string, readonly [field: keyof KnownFields, read: (text: string) => unknown]>> = {
  prompt: ['prompt', String],
  negative: ['negativePrompt', String],
  model: ['model', (name) => ({ name, hash: null })],
  width: ['width', Number],
  height: ['height', Number],
  seed: ['seed', Number],
  steps: ['steps', Number],
  guidance: ['guidance', Number],
  strength: ['strength', Number],
  sampler: ['sampler', piece],
  schedule: ['schedule', piece],
};

const refused = (reason: Words): FileSettings => ({ tool: null, fields: nothingKnown, leftBehind: [], recipe: null, reason });

/**
 * The settings in `tincture://generate?prompt=…&negative=…&model=…&width=…&height=…&seed=…&steps=…&guidance=…&strength=…&sampler=euler@1&schedule=…`.
 * What is no such setting, or no value of it, is left behind and named. Never throws.
 */
export const readLink = (link: string): FileSettings => {
  const url = URL.parse(link);
  if (url === null || url.protocol !== `${linkScheme}:`) return refused(sentence('link.not-ours'));
  if (url.host !== 'generate') return refused(sentence('link.unknown', { host: url.host }));
  const leftBehind: { name: string; value: string }[] = [];
  let fields = nothingKnown;
  for (const [name, value] of url.searchParams) {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    const read = reader === undefined || value === '' ? null : Known.shape[reader[0]].safeParse(reader[1](value));
    if (reader === undefined || read?.success !== true) leftBehind.push({ name, value });
    else fields = { ...fields, [reader[0]]: read.data };
  }
  return { tool: 'Tincture', fields, leftBehind, recipe: null, reason: null };
};
