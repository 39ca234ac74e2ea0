import { mt19937 } from '../noise/mt19937.ts';
import { type Option, parseTemplate, type Template } from './template-syntax.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** Lists by name, one entry a line of the user's file; entries may be templates themselves. */
export type Lists = ReadonlyMap<string, readonly string[]>;

/** Numbers in [0, 1), in a fixed order for a seed. */
type Dice = () => number;

/** Index of the option that the dice fall on, by weight. All weights zero: the first. */
const fallOn = (options: readonly Option[], dice: Dice): number => {
  const total = options.reduce((sum, { weight }) => sum + weight, 0);
  let rest = dice() * total;
  const found = options.findIndex(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
  return Math.max(found, 0);
};

const matching = (lists: Lists, pattern: string): readonly string[] => {
  const glob = new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.\-/]/g, '\\$&'))
      .join('.*')}$`,
    'u',
  );
  return [...lists.keys()].filter((name) => glob.test(name)).toSorted();
};

const expand = (template: Template, dice: Dice, lists: Lists, within: readonly string[]): string =>
  template
    .map((node) => {
      switch (node.kind) {
        case 'text':
          return node.text;
        case 'list': {
          const names = matching(lists, node.pattern);
          const entries = names.flatMap((name) => (lists.get(name) ?? []).map((entry) => ({ name, entry })));
          if (names.length === 0) throw new Refusal(sentence('list.none', { name: node.pattern }));
          if (entries.length === 0) throw new Refusal(sentence('list.empty', { name: node.pattern }));
          const { name, entry } = entries[Math.floor(dice() * entries.length)]!;
          if (within.includes(name)) throw new Refusal(sentence('list.circle', { name, path: [...within, name].join(' → ') }));
          return expand(parseTemplate(entry), dice, lists, [...within, name]);
        }
        case 'choice': {
          const wanted = node.least + Math.floor(dice() * (node.most - node.least + 1));
          const left = [...node.options];
          const taken: Option[] = [];
          while (taken.length < wanted && left.length > 0) taken.push(...left.splice(fallOn(left, dice), 1));
          return taken.map((option) => expand(option.template, dice, lists, within)).join(node.separator);
        }
      }
    })
    .join('');

/**
 * A prompt template → one prompt, the same for the same seed and lists. Runs before a recipe is stored: the recipe holds the prompt that was used.
 * `{a|b}` takes one, `{2$$a|b|c}` two different ones joined by `, `, `__name__` a line of a list (`*` stands for any letters).
 * Throws RangeError, in a sentence for the user, on an unknown or empty list, a list that leads back to itself, and a brace that is never closed.
 */
export const expandPrompt = (text: string, seed: number, lists: Lists): string => {
  const { next } = mt19937(seed);
  return expand(parseTemplate(text), () => next() / 2 ** 32, lists, []);
};

/** Whether a prompt has anything to expand. Throws as `expandPrompt` does on a brace that is never closed. */
export const isTemplate = (text: string): boolean => parseTemplate(text).some(({ kind }) => kind !== 'text');
