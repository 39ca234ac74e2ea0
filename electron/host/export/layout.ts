import type { ExportDataset, ExportFormat, ExportOptions } from '../../contract/export.ts';
import type { Item, Split } from './journal.ts';
import { safeSegment } from './safe-name.ts';

/** The ending of a format's files. */
export const endings: Readonly<Record<ExportFormat, string>> = { png: 'png', jpeg: 'jpg', webp: 'webp', avif: 'avif' };
const sidecarEndings: Readonly<Record<'json' | 'text', string>> = { json: 'json', text: 'txt' };

/** A name inside a data set: its folders mean something there, and a dot in a WebDataset's name ends it. */
const datasetName = (name: string): string => name.replaceAll('/', '-').replaceAll('.', '-');

/** What the template says, as it can be a name in this export. */
export const ownName = ({ dataset }: Pick<ExportOptions, 'dataset'>, rendered: string): string =>
  dataset === null ? rendered : safeSegment(datasetName(rendered));

const splitFolder = ({ validation }: ExportDataset, split: Split): string => (validation > 0 ? `${split}/` : '');

const folderOf = (dataset: ExportDataset, split: Split): string => {
  switch (dataset.layout) {
    case 'imagefolder':
      return `${split}/`;
    case 'kohya':
      // what is set aside is looked at once
      return `${splitFolder(dataset, split)}${split === 'train' ? dataset.repeats : 1}_${dataset.concept}/`;
    case 'webdataset':
      return '';
  }
};

/** Path of a picture below the target, without its ending. */
export const stemOf = ({ dataset }: ExportOptions, { name, split }: Pick<Item, 'name' | 'split'>): string =>
  dataset === null ? name : `${folderOf(dataset, split)}${name}`;

export type ItemFiles = Readonly<{ picture: string; caption: string | null; sidecar: string | null }>;

/** The files of one picture. */
export const filesOf = (options: ExportOptions, item: Pick<Item, 'name' | 'split'>): ItemFiles => {
  const stem = stemOf(options, item);
  const kohya = options.dataset?.layout === 'kohya';
  return {
    picture: `${stem}.${endings[options.format]}`,
    caption: kohya ? `${stem}.txt` : null,
    // kohya reads .txt as the caption
    sidecar: options.sidecar === 'none' ? null : `${stem}.${kohya ? 'json' : sidecarEndings[options.sidecar]}`,
  };
};

export const shardName = (split: Split, shard: number): string => `${split}-${String(shard).padStart(6, '0')}.tar`;
/** Where a picture of the training part lies, for somebody who has not seen it yet: in a shard, inside of that. */
export const shownPath = (options: ExportOptions, rendered: string): string => {
  const { picture } = filesOf(options, { name: ownName(options, rendered), split: 'train' });
  return options.dataset?.layout === 'webdataset' ? `${shardName('train', 0)}/${picture}` : picture;
};
export const recipesName = ({ recipes }: ExportOptions): string | null => (recipes === 'none' ? null : `recipes.${recipes}`);
export const sheetName = (page: number, pages: number): string =>
  pages === 1 ? 'contact-sheet.png' : `contact-sheet-${String(page + 1).padStart(String(pages).length, '0')}.png`;
export const sheetPdf = 'contact-sheet.pdf';
export const cardName = 'README.md';
/** What a data set puts at the top of its folder: none of it may be there already. */
export const datasetRoots = ({ dataset }: ExportOptions): string[] =>
  dataset === null ? [] : [cardName, 'train', 'validation', shardName('train', 0), `${dataset.repeats}_${dataset.concept}`];
