import type { ExportDataset } from '../../contract/export.ts';
import type { Image } from '../../contract/records.ts';

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What a trainer is told that the picture shows, in one line. */
export const captionOf = ({ recipe, tags }: Image, source: ExportDataset['captions']): string => {
  switch (source) {
    case 'prompt':
      return oneLine(recipe.prompt);
    case 'tags':
      return oneLine(tags.join(', '));
    case 'both':
      return [oneLine(recipe.prompt), ...tags.map(oneLine)].filter((part) => part !== '').join(', ');
  }
};
