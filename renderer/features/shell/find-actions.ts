import type { SpotlightFilterFunction } from '@mantine/spotlight';

type Found = Parameters<SpotlightFilterFunction>[1];

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** What has every word that was typed in its name: whoever types “add collection” means “Add to a collection”. */
export const findActions: SpotlightFilterFunction = (query, found) => {
  const words = wordsOf(query);
  const fits = (label: string | undefined): boolean => {
    const name = label?.toLowerCase() ?? '';
    return words.every((word) => name.includes(word));
  };
  return found.flatMap((one): Found => {
    if (!('actions' in one)) return fits(one.label) ? [one] : [];
    const actions = one.actions.filter(({ label }) => fits(label));
    return actions.length === 0 ? [] : [{ ...one, actions }];
  });
};
