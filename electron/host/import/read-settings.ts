import { type FileSettings, KnownFields, type LeftBehind, nothingKnown } from '../../contract/origin.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { readRecipe } from '../../contract/recipe-migrations/index.ts';
import type { Found } from '../metadata/container.ts';
import { recipeTextIn } from '../metadata/recipe-in-file.ts';
import { type Conversion, conversions } from './conversions.ts';
import { type Rule, rules } from './rules.ts';
import { at, isTree, parseJson, type Tree } from './tolerant-json.ts';
import { gatherWords, type Words } from './words.ts';
import { inEnglish, sentence, type Words as Said } from '../../../native-models/words/sentence.ts';

type Read = Readonly<{ tool: string; fields: KnownFields; leftBehind: readonly LeftBehind[] }>;

/** A list that nobody reads to its end, of values that nobody reads to theirs. */
const leftLimit = { entries: 100, characters: 1_000 } as const;

const asText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > leftLimit.characters ? `${text.slice(0, leftLimit.characters)}…` : text;
};
const saysNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (isTree(value) && Object.keys(value).length === 0);

/** What no rule took, by name; a group of which a rule took a part is told by its parts. */
const restOf = (tree: Tree, taken: ReadonlySet<string>, prefix = ''): LeftBehind[] =>
  Object.entries(tree).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    if (taken.has(path) || saysNothing(value)) return [];
    const isGroup = isTree(value) && [...taken].some((known) => known.startsWith(`${path}.`));
    return isGroup ? restOf(value, taken, `${path}.`) : [{ name: path, value: asText(value) }];
  });

/** The fields that a tree of names and values gives by a rule. */
const apply = ({ tool, fields: fieldRules, vocabularies, ignored = [] }: Rule, tree: Tree): Read => {
  const taken = new Set(ignored);
  let fields: KnownFields = nothingKnown;
  for (const [path, as] of fieldRules) {
    const value = at(tree, path);
    const convert: Conversion = conversions[as];
    const change = saysNothing(value) && value !== '' ? null : convert(value, vocabularies);
    if (change === null) continue;
    const news = Object.entries(change).filter(([name]) => fields[name as keyof KnownFields] === null);
    if (as === 'modelHash' && fields.model !== null) fields = { ...fields, model: { ...fields.model, hash: change.model?.hash ?? null } };
    else if (news.length === 0) continue;
    else fields = { ...fields, ...Object.fromEntries(news) };
    taken.add(path);
  }
  return { tool, fields: wholeStrength(fields), leftBehind: restOf(tree, taken).slice(0, leftLimit.entries) };
};

/** A strength of 1 keeps nothing of any picture: there was none. */
const wholeStrength = (fields: KnownFields): KnownFields => (fields.strength === 1 ? { ...fields, strength: null } : fields);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Every rule whose words are there, read; and why those that should have been could not. */
const readAll = (words: Words): { reads: Read[]; problems: Said[] } => {
  const reads: Read[] = [];
  const problems: Said[] = [];
  for (const rule of rules) {
    for (const place of rule.places) {
      const text = words.get(place);
      if (text === undefined) continue;
      try {
        const tree = rule.parse(text, words);
        if (tree !== null) reads.push(apply(rule, tree));
      } catch (error) {
        problems.push(
          error instanceof SyntaxError
            ? sentence('import.broken-json', { place })
            : sentence('import.broken-tool', { place, tool: rule.tool, detail: reasonOf(error) }),
        );
      }
    }
  }
  return { reads, problems };
};

const ours = (found: Found): { recipe: Recipe | null; problem: Said | null } => {
  const text = recipeTextIn(found);
  if (text === undefined) return { recipe: null, problem: null };
  try {
    return { recipe: readRecipe(parseJson(text)), problem: null };
  } catch {
    return { recipe: null, problem: sentence('import.broken-recipe') };
  }
};

/** What a whole recipe says, in the form in which other programs' files are read. */
export const fieldsOfRecipe = (recipe: Recipe): KnownFields => ({
  prompt: recipe.prompt,
  negativePrompt: recipe.negativePrompt,
  promptSyntax: recipe.promptSyntax,
  model: { name: recipe.model.name, hash: recipe.model.hash },
  width: recipe.width,
  height: recipe.height,
  seed: recipe.seed,
  noise: recipe.noise,
  steps: recipe.steps,
  sampler: recipe.sampler,
  schedule: recipe.schedule,
  guidance: recipe.guidance.scale,
  strength: recipe.source?.strength ?? null,
  hires: recipe.hires,
  loras: recipe.loras,
});

const together = (problems: readonly Said[]): Said | null =>
  problems.length === 0 ? null : [...new Map(problems.map((problem) => [inEnglish(problem), problem])).values()].slice(0, 5);

/** Words of the same picture differ in blanks alone. */
const plain = (text: string | null): string => (text ?? '').replaceAll(/[\s,]/g, '');

/** What two programs say differently of one picture is told: one of them only passed it on. */
const disagreement = (best: Read, reads: readonly Read[]): Said[] => {
  const { prompt, seed } = best.fields;
  const other = reads.find(
    ({ tool, fields }) =>
      tool !== best.tool &&
      fields.prompt !== null &&
      (plain(fields.prompt) !== plain(prompt) || (fields.seed ?? seed) !== (seed ?? fields.seed)),
  );
  return other === undefined ? [] : [sentence('import.disagree', { other: other.tool, tool: best.tool })];
};

/** Makes sense of a file's words: our recipe, else the first program that is recognised and says a prompt. Never throws. */
export const readSettings = (found: Found): FileSettings => {
  const { recipe, problem } = ours(found);
  const { words, problems } = gatherWords(found);
  if (recipe !== null) return { tool: 'Tincture', fields: fieldsOfRecipe(recipe), leftBehind: [], recipe, reason: together(problems) };
  const { reads, problems: unread } = readAll(words);
  const best = reads.find(({ fields }) => fields.prompt !== null) ?? reads[0];
  const all = [...problems, ...(problem === null ? [] : [problem])];
  if (best !== undefined) {
    const lacking = best.fields.prompt === null ? [sentence('import.no-prompt')] : [];
    return {
      ...best,
      leftBehind: [...best.leftBehind],
      recipe: null,
      reason: together([...all, ...lacking, ...disagreement(best, reads)]),
    };
  }
  const none = words.size === 0 ? sentence('import.nothing-said') : sentence('import.nothing-known');
  return { tool: null, fields: nothingKnown, leftBehind: [], recipe: null, reason: together([...all, ...unread, none]) };
};
