import type { PromptEntry } from '../../../../electron/contract/records.ts';

/** Something that can be written where the caret is, and where it came from. */
export type Suggestion = Readonly<{ text: string; kind: 'word' | 'phrase' | 'list' | 'lora'; note: string }>;

/** Everything that completion knows. */
export type Vocabulary = Readonly<{
  /** Words and phrases of the prompt log with how often they were used. */
  words: ReadonlyMap<string, number>;
  phrases: ReadonlyMap<string, number>;
  lists: readonly Readonly<{ name: string; entries: number }>[];
  /** With the words that wake them. */
  loras: readonly Readonly<{ name: string; triggers: readonly string[] }>[];
}>;

const count = (into: Map<string, number>, key: string, by: number): void => void into.set(key, (into.get(key) ?? 0) + by);

/** What the prompt log teaches: its words of three letters and more, and what stands between its commas. */
export const vocabularyOf = (
  entries: readonly Pick<PromptEntry, 'prompt' | 'uses'>[],
  lists: Vocabulary['lists'],
  loras: Vocabulary['loras'],
): Vocabulary => {
  const words = new Map<string, number>();
  const phrases = new Map<string, number>();
  for (const { prompt, uses } of entries) {
    for (const [word] of prompt.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’-]{2,}/gu)) count(words, word, uses);
    for (const part of prompt.split(/[,\n]/)) {
      const phrase = part.trim();
      if (/\s/.test(phrase) && phrase.length <= 60 && !/[{}()[\]<>]/.test(phrase)) count(phrases, phrase, uses);
    }
  }
  return { words, phrases, lists, loras };
};

const most = 8;
const shortest = 2;

const startsWith = (text: string, typed: string): boolean =>
  text.length > typed.length && text.toLocaleLowerCase().startsWith(typed.toLocaleLowerCase());

const byUse = (from: ReadonlyMap<string, number>, typed: string, kind: 'word' | 'phrase'): Suggestion[] =>
  [...from]
    .filter(([text]) => startsWith(text, typed))
    .toSorted(([a, usesA], [b, usesB]) => usesB - usesA || a.localeCompare(b))
    .map(([text]) => ({ text, kind, note: '' }));

/** What is being written at the caret: from where on it is replaced, and what could stand there. */
export type Completion = Readonly<{ from: number; suggestions: readonly Suggestion[] }>;

const nothing = (at: number): Completion => ({ from: at, suggestions: [] });

/** Suggestions for what ends at the caret: `__ani…` lists, `<lora:…` and trigger words, phrases from the last comma on, words. */
export const completionAt = (text: string, caret: number, vocabulary: Vocabulary): Completion => {
  const head = text.slice(0, caret);
  // in the middle of a word nothing is offered
  if (/^[\p{L}\p{N}]/u.test(text.slice(caret))) return nothing(caret);
  const list = /__([\p{L}\p{N}_\-/ .]*)$/u.exec(head);
  if (list !== null && (head.match(/__/g) ?? []).length % 2 === 1) {
    const typed = list[1]!;
    const found = vocabulary.lists.filter(({ name }) => name.toLocaleLowerCase().includes(typed.toLocaleLowerCase()));
    return {
      from: list.index,
      suggestions: found.slice(0, most).map(({ name, entries }) => ({ text: `__${name}__`, kind: 'list', note: String(entries) })),
    };
  }
  const lora = /<(?:lora:)?([^<>:]*)$/.exec(head);
  if (lora !== null) {
    const typed = lora[1]!.toLocaleLowerCase();
    const found = vocabulary.loras.filter(({ name }) => name.toLocaleLowerCase().includes(typed));
    return {
      from: lora.index,
      suggestions: found
        .slice(0, most)
        .map(({ name, triggers }) => ({ text: `<lora:${name}:1>`, kind: 'lora', note: triggers.join(', ') })),
    };
  }
  const word = /[\p{L}\p{N}][\p{L}\p{N}'’-]*$/u.exec(head);
  if (word === null || word[0].length < shortest) return nothing(caret);
  const phrase = /[^,\n{}()[\]<>|]*$/.exec(head)![0];
  const phraseFrom = caret - phrase.trimStart().length;
  const triggers = vocabulary.loras.flatMap(({ name, triggers: all }) =>
    all.filter((trigger) => startsWith(trigger, word[0])).map((trigger): Suggestion => ({ text: trigger, kind: 'lora', note: name })),
  );
  const words = [...triggers, ...byUse(vocabulary.words, word[0], 'word')];
  const phrases = phrase.trim().length > word[0].length ? byUse(vocabulary.phrases, phrase.trimStart(), 'phrase') : [];
  // a phrase that is under way is surely meant; else the word
  return phrases.length > 0
    ? { from: phraseFrom, suggestions: phrases.slice(0, most) }
    : { from: word.index, suggestions: words.slice(0, most) };
};
