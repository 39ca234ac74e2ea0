import type { FieldOf, NameMatch, Range, Term } from '../contract/query/fields.ts';
import { assertNever } from '../contract/result.ts';
import { nameKey } from './names.ts';
import { phraseMatch, toMatch } from './prompts.ts';
import { type Query, type Value, joined, sql } from './sql.ts';

type Condition = Query;

const numberColumns: Readonly<Record<FieldOf<'number'>, string>> = {
  rating: 'i.rating',
  seed: 'i.seed',
  steps: 'i.steps',
  guidance: 'i.guidance',
  width: 'i.width',
  height: 'i.height',
};
const flagColumns: Readonly<Record<FieldOf<'flag'>, string>> = {
  favourite: 'i.favourite',
  source: 'i.has_source',
  mask: 'i.has_mask',
  missing: 'i.missing',
};

const raw = (text: string, ...values: readonly Value[]): Condition => ({ text, values });
const either = (conditions: readonly Condition[]): Condition =>
  conditions.length === 1 ? conditions[0]! : joined(conditions, ' OR ', ['(', ')']);

const inRange = (column: string, { min, max, openMin, openMax }: Range): Condition => {
  if (min !== null && min === max) return raw(`${column} = ?`, min);
  const ends = [
    ...(min === null ? [] : [raw(`${column} ${openMin ? '>' : '>='} ?`, min)]),
    ...(max === null ? [] : [raw(`${column} ${openMax ? '<' : '<='} ?`, max)]),
  ];
  return joined(ends, ' AND ', ['(', ')']);
};

/** What begins with this text: a range, which an index can answer whatever the text holds. */
const beginning = (column: string, text: string): Condition => raw(`(${column} >= ? AND ${column} < ?)`, text, `${text}\u{10ffff}`);

const named = (column: string, match: NameMatch): Condition => {
  if (match === null) return raw(`${column} = ''`);
  return match.prefix ? beginning(column, match.text) : raw(`${column} = ?`, match.text);
};

const rowsWhere = ({ text, values }: Condition): Query => ({
  text: `SELECT i.row FROM images AS i WHERE i.deleted_at IS NULL AND ${text}`,
  values,
});

/** Pictures with a tag, or in a collection: both are a table of names and a table of pairs. Deleted ones are among them; no list has those. */
const grouped = ({ names, pairs, pair }: { names: string; pairs: string; pair: string }, match: NameMatch): Query => {
  if (match === null) return rowsWhere(raw(`i.row NOT IN (SELECT image FROM ${pairs})`));
  const key = nameKey(match.text);
  const which = match.prefix ? beginning('key', key) : raw('key = ?', key);
  return raw(`SELECT DISTINCT image FROM ${pairs} WHERE ${pair} IN (SELECT id FROM ${names} WHERE ${which.text})`, ...which.values);
};

const nameRows = (field: FieldOf<'name'>, match: NameMatch): readonly Query[] => {
  switch (field) {
    case 'model':
      // known by its name and by its id, each asked by its own index
      return [rowsWhere(named('i.model', match)), rowsWhere(named('i.model_id', match))];
    case 'sampler':
      return [rowsWhere(named('i.sampler', match))];
    case 'schedule':
      return [rowsWhere(named('i.schedule', match))];
    case 'file':
      return [rowsWhere(named('i.file', match))];
    case 'tag':
      return [grouped({ names: 'tags', pairs: 'image_tags', pair: 'tag' }, match)];
    case 'collection':
      return [grouped({ names: 'collections', pairs: 'collection_images', pair: 'collection' }, match)];
    default:
      return assertNever(field);
  }
};

const textColumns: Readonly<Record<FieldOf<'text'>, string>> = { prompt: 'prompt', negative: 'negative_prompt' };

/** Ids of prompts: which pictures were made of them is known in memory. */
const promptIds = ({ field, text, match }: Extract<Term, { kind: 'text' }>): Query => {
  const column = textColumns[field];
  const words = match === 'words' ? toMatch(text) : phraseMatch(text);
  const matching = raw('SELECT rowid FROM prompts_text WHERE prompts_text MATCH ?', `{${column}} : (${words ?? ''})`);
  if (match !== 'whole') return words === null ? sql`SELECT id FROM prompts WHERE 0` : matching;
  // the negative one has no index of its own: what has its words is looked at
  if (field === 'prompt' || words === null) return raw(`SELECT id FROM prompts WHERE ${column} = ?`, text);
  return raw(`SELECT id FROM prompts WHERE id IN (${matching.text}) AND ${column} = ?`, ...matching.values, text);
};

/** Terms that SQL answers: what pictures are like is known in memory. */
type Asked = Exclude<Term, { kind: 'like' }>;

const positive = (term: Exclude<Asked, { kind: 'name' | 'text' }>): Condition => {
  switch (term.kind) {
    case 'number':
      return either(term.any.map((range) => inRange(numberColumns[term.field], range)));
    case 'day':
      return either(term.any.map((range) => inRange('i.day', range)));
    case 'size':
      return raw(
        `(i.width, i.height) IN (VALUES ${term.any.map(() => '(?, ?)').join(', ')})`,
        ...term.any.flatMap(({ width, height }) => [width, height]),
      );
    case 'flag':
      return raw(`${flagColumns[term.field]} = ?`, term.value ? 1 : 0);
    default:
      return assertNever(term);
  }
};

/** Words of the prompt that must all be there are one question to the text index. */
const gathered = (terms: readonly Asked[]): readonly Asked[] => {
  const isWords = (term: Asked) => term.kind === 'text' && term.match === 'words' && term.field === 'prompt' && !term.negated;
  const words = terms.filter(isWords);
  const [first] = words;
  if (first?.kind !== 'text' || words.length < 2) return terms;
  return [
    { ...first, text: words.map((term) => (term.kind === 'text' ? term.text : '')).join(' ') },
    ...terms.filter((term) => !isWords(term)),
  ];
};

/** Row numbers of pictures in the library, or ids of the prompts that they were made of, in no order: those that must (or, negated, must not) be among what is found. */
export type Question = Readonly<{ asks: 'pictures' | 'prompts'; query: Query; negated: boolean }>;

/**
 * One question for each term that SQL answers: every one of them is answered by an index alone. A single statement would look most of its conditions up in the table,
 * whose rows are long, and that takes several times as long as meeting in memory.
 */
export const questionsOf = (terms: readonly Term[]): Question[] => gathered(terms.filter((term) => term.kind !== 'like')).map(questionOf);

const questionOf = (term: Asked): Question => {
  const { negated } = term;
  if (term.kind === 'text') return { asks: 'prompts', query: promptIds(term), negated };
  if (term.kind !== 'name') return { asks: 'pictures', query: rowsWhere(positive(term)), negated };
  const query = joined(
    term.any.flatMap((match) => nameRows(term.field, match)),
    ' UNION ',
  );
  return { asks: 'pictures', query, negated };
};
