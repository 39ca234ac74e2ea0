import { basename, dirname, extname } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { Image } from '../../contract/records.ts';
import { dayOf } from '../library/file-name.ts';
import { cut, pieceOf, safeSegment, slugOfAny } from './safe-name.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** What a name may speak of. */
export type NameFacts = Readonly<{ image: Image; counter: number; total: number; format: string }>;

type Value = string | number;
type Key = Readonly<{ explanation: string; of: (facts: NameFacts) => Value }>;

const key = (explanation: string, of: Key['of']): Key => ({ explanation, of });
const two = (n: number): string => String(n).padStart(2, '0');
const at = ({ image }: NameFacts): Date => new Date(image.createdAt);
const plain = (id: string): string => id.slice(0, id.indexOf('@'));
const slugLength = 60;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const aspect = ({ width, height }: Image): string => `${width / gcd(width, height)}x${height / gcd(width, height)}`;

/** Every key of a template, in one table: help, dialog and names are made of it. */
export const nameKeys = {
  counter: key('1, 2, 3…; {counter:4} is 0001', ({ counter }) => counter),
  total: key('how many pictures are exported', ({ total }) => total),
  prompt: key('the prompt as words with hyphens; {prompt:30} is at most 30 characters', ({ image }) =>
    slugOfAny(image.recipe.prompt, slugLength),
  ),
  text: key('the prompt as it was typed', ({ image }) => image.recipe.prompt),
  negative: key('the negative prompt as words with hyphens', ({ image }) => slugOfAny(image.recipe.negativePrompt, slugLength)),
  seed: key('the seed; {seed:10} is padded', ({ image }) => image.recipe.seed),
  steps: key('the number of steps', ({ image }) => image.recipe.steps),
  sampler: key('euler', ({ image }) => plain(image.recipe.sampler.id)),
  samplerid: key('euler@1', ({ image }) => image.recipe.sampler.id),
  schedule: key('karras', ({ image }) => plain(image.recipe.schedule.id)),
  guidance: key('the guidance scale', ({ image }) => image.recipe.guidance.scale),
  method: key('the guidance method', ({ image }) => plain(image.recipe.guidance.id)),
  noise: key('the noise source', ({ image }) => plain(image.recipe.noise.id)),
  prior: key('the prior', ({ image }) => plain(image.recipe.prior.id)),
  syntax: key('the prompt syntax', ({ image }) => plain(image.recipe.promptSyntax.id)),
  strength: key('the strength of image-to-image', ({ image }) => image.recipe.source?.strength ?? ''),
  source: key('8 digits of the picture that it started from', ({ image }) => image.recipe.source?.image.slice(0, 8) ?? ''),
  model: key('the model’s name', ({ image }) => image.recipe.model.name),
  modelid: key('the model’s id', ({ image }) => image.recipe.model.id),
  modelhash: key('10 digits of the model’s hash', ({ image }) => image.recipe.model.hash?.slice(0, 10) ?? ''),
  engine: key('the engine and its version', ({ image }) => image.recipe.made?.engine ?? ''),
  provider: key('cpu, cuda…', ({ image }) => image.recipe.made?.provider ?? ''),
  width: key('width in pixels, as in the library', ({ image }) => image.width),
  height: key('height in pixels, as in the library', ({ image }) => image.height),
  size: key('512x768', ({ image }) => `${image.width}x${image.height}`),
  aspect: key('2x3', ({ image }) => aspect(image)),
  shape: key('square, landscape or portrait', ({ image: { width, height } }) =>
    width === height ? 'square' : width > height ? 'landscape' : 'portrait',
  ),
  date: key('2026-11-21', ({ image }) => dayOf(image.createdAt)),
  time: key('14-05-09', (facts) => [at(facts).getHours(), at(facts).getMinutes(), at(facts).getSeconds()].map(two).join('-')),
  year: key('2026', (facts) => at(facts).getFullYear()),
  month: key('11', (facts) => two(at(facts).getMonth() + 1)),
  day: key('21', (facts) => two(at(facts).getDate())),
  hour: key('14', (facts) => two(at(facts).getHours())),
  minute: key('05', (facts) => two(at(facts).getMinutes())),
  second: key('09', (facts) => two(at(facts).getSeconds())),
  weekday: key('1 is Monday', (facts) => ((at(facts).getDay() + 6) % 7) + 1),
  unix: key('seconds since 1970', ({ image }) => Math.floor(image.createdAt / 1000)),
  id: key('the picture’s id', ({ image }) => image.id),
  id8: key('the beginning of the id', ({ image }) => image.id.slice(0, 8)),
  hash: key('SHA-256 of the file in the library; {hash:12} is its beginning', ({ image }) => image.sha256),
  name: key('the file’s name in the library', ({ image }) => basename(image.file, extname(image.file))),
  folder: key('the file’s folder in the library', ({ image }) => basename(dirname(image.file))),
  rating: key('stars, 0 to 5', ({ image }) => image.rating),
  tags: key('its tags, joined by hyphens', ({ image }) => image.tags.map((tag) => slugOfAny(tag, 30)).join('-')),
  collection: key('the first collection that it is in', ({ image }) => image.collections[0] ?? ''),
  favourite: key('favourite, or nothing', ({ image }) => (image.favourite ? 'favourite' : '')),
  seconds: key('how long the run took', ({ image }) => Math.round(image.milliseconds / 1000)),
  calls: key('network calls of the run', ({ image }) => image.calls),
  format: key('png, jpeg, webp or avif', ({ format }) => format),
} satisfies Record<string, Key>;

export type NameKey = keyof typeof nameKeys;
const isKey = (name: string): name is NameKey => Object.hasOwn(nameKeys, name);

type Part = string | Readonly<{ key: NameKey; width: number | null }>;
/** The segments of a path, each a list of literal texts and keys. */
export type NameTemplate = readonly (readonly Part[])[];

const bad = (message: Words): Failure => new Failure({ code: 'bad-input', message, what: 'options.name' });

const readPart = (token: string): Part => {
  if (token === '{{') return '{';
  if (token === '}}') return '}';
  if (!token.startsWith('{')) {
    if (/[{}]/.test(token)) throw bad(sentence('template.brace'));
    return token;
  }
  const match = /^\{\s*([a-z0-9]+)\s*(?::\s*(\d{1,3})\s*)?\}$/i.exec(token);
  const name = match?.[1]?.toLowerCase() ?? '';
  if (match === null || !isKey(name)) throw bad(sentence('template.no-key', { key: token, known: Object.keys(nameKeys).join(', ') }));
  return { key: name, width: match[2] === undefined ? null : Number(match[2]) };
};

/** Reads a template: keys in braces, folders by `/`. Throws a `Failure` with what makes no sense. */
export const parseTemplate = (text: string): NameTemplate => {
  const segments = text.split('/');
  if (segments.some((segment) => /^\s*\.{0,2}\s*$/.test(segment))) throw bad(sentence('template.empty-part'));
  if (segments.length > 8) throw bad(sentence('template.deep'));
  return segments.map((segment) => (segment.match(/\{\{|\}\}|\{[^{}]*\}|[^{}]+|[{}]/g) ?? []).map(readPart));
};

/** A number is padded with zeros to `width`, a text is cut to it. */
const render = (facts: NameFacts, { key: name, width }: Exclude<Part, string>): string => {
  const value = nameKeys[name].of(facts);
  if (width === null) return pieceOf(String(value));
  return typeof value === 'number' ? String(value).padStart(width, '0') : cut(pieceOf(value), width);
};

/** The path below the chosen folder, without an ending, with forward slashes: safe on every file system. */
export const renderName = (template: NameTemplate, facts: NameFacts): string =>
  template.map((parts) => safeSegment(parts.map((part) => (typeof part === 'string' ? part : render(facts, part))).join(''))).join('/');

/** Every key with what it says of this picture. */
export const exampleKeys = (facts: NameFacts): { name: string; example: string }[] =>
  Object.entries(nameKeys).map(([name, { of }]) => ({ name, example: cut(pieceOf(String(of(facts))), 60) }));
