import type { Recipe } from '../../contract/recipe.ts';
import { readRecipe } from '../../contract/recipe-migrations/index.ts';
import type { Content, Found } from './container.ts';
import { readMetadata, writeMetadata } from './formats.ts';
import { toParameters } from './parameters.ts';
import { recipeKeyword } from './png.ts';
import { namespaces, readPacket, toXmlSafeJson, type XmpProperty } from './xmp.ts';

/** How much a file says: everything, only the text that other programs read, or nothing. */
export const policies = ['all', 'a1111', 'none'] as const;
export type MetadataPolicy = (typeof policies)[number];

/** IPTC's words for pictures of a model, alone and worked into another picture (cv.iptc.org/newscodes/digitalsourcetype). */
const sourceTypes = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
const sourceTypeOf = ({ source }: Recipe): string =>
  `${sourceTypes}${source?.mask == null ? 'trainedAlgorithmicMedia' : 'compositeWithTrainedAlgorithmicMedia'}`;

const creator = 'Tincture';

const xmpOf = (recipe: Recipe): readonly XmpProperty[] => [
  { space: 'dc', name: 'description', kind: 'alt', value: recipe.prompt },
  { space: 'dc', name: 'creator', kind: 'seq', value: creator },
  { space: 'xmp', name: 'CreatorTool', kind: 'text', value: recipe.made?.engine ?? creator },
  { space: 'Iptc4xmpExt', name: 'DigitalSourceType', kind: 'text', value: sourceTypeOf(recipe) },
  { space: 'tincture', name: 'prompt', kind: 'text', value: recipe.prompt },
  ...(recipe.negativePrompt === ''
    ? []
    : [{ space: 'tincture', name: 'negativePrompt', kind: 'text', value: recipe.negativePrompt } as const]),
];

/** The words of a recipe, for `writeMetadata`. */
export const contentOf = (recipe: Recipe, policy: MetadataPolicy): Content => ({
  recipe: policy === 'all' ? toXmlSafeJson(JSON.stringify(recipe)) : null,
  parameters: policy === 'none' ? null : toParameters(recipe),
  xmp: policy === 'all' ? xmpOf(recipe) : [],
});

/** The picture with its recipe inside: ours as versioned JSON, as the text that other programs read, and as XMP. The same recipe gives the same bytes. */
export const withRecipe = (png: Buffer, recipe: Recipe): Buffer => writeMetadata(png, 'png', contentOf(recipe, 'all'));

const inPacket = (packet: string): string | undefined => {
  try {
    return readPacket(packet).get(`${namespaces.tincture}recipe`);
  } catch {
    return undefined;
  }
};

/** The text of our recipe among a file's words, not yet read; undefined where there is none. */
export const recipeTextIn = ({ texts, xmp }: Found): string | undefined =>
  texts.findLast(([keyword]) => keyword === recipeKeyword)?.[1] ?? xmp.map(inPacket).find((text) => text !== undefined);

/** The recipe that a file of ours carries, in any format; null where there is none that this program can read. */
export const recipeFromFile = (file: Buffer): Recipe | null => {
  const found = readMetadata(file);
  const text = found === null ? undefined : recipeTextIn(found);
  if (text === undefined) return null;
  try {
    return readRecipe(JSON.parse(text));
  } catch {
    return null;
  }
};
