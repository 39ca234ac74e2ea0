import type { SpotlightFilterFunction } from '@mantine/spotlight';

type Found = Parameters<SpotlightFilterFunction>[1];
type One = Found[number];

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** How well a name fits what was typed, the least is best: 0 begins with it, 1 has a word that begins with each typed word, 2 has each somewhere; null lacks one. */
const fit = (query: string, label = ''): number | null => {
  const [words, names, whole] = [wordsOf(query), wordsOf(label), label.toLowerCase()];
  if (whole.startsWith(query.trim().toLowerCase())) return 0;
  if (words.every((word) => names.some((name) => name.startsWith(word)))) return 1;
  return words.every((word) => whole.includes(word)) ? 2 : null;
};

/** What fits, the best first; what fits alike stays in its order. */
const ranked = <T extends One>(all: readonly T[], fitOf: (one: T) => number | null): T[] =>
  all
    .flatMap((one) => {
      const rank = fitOf(one);
      return rank === null ? [] : [{ one, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);

/** What has every word that was typed in its name, the best fit first: whoever types “add collection” means “Add to a collection”, and “ex” is “Export” before “Copy settings as text”. */
export const findActions: SpotlightFilterFunction = (query, found) => {
  const fitOf = (one: One): number | null => {
    if (!('actions' in one)) return fit(query, one.label);
    const ranks = one.actions.flatMap(({ label }) => fit(query, label) ?? []);
    return ranks.length === 0 ? null : Math.min(...ranks);
  };
  return ranked(found, fitOf).map((one) => ('actions' in one ? { ...one, actions: ranked(one.actions, fitOf) } : one));
};
