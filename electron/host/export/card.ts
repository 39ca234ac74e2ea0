import type { ExportDataset } from '../../contract/export.ts';
import { endings, shardName } from './layout.ts';
import type { ExportOptions } from '../../contract/export.ts';

export type ModelUse = Readonly<{ name: string; hash: string | null; licence: string | null; pictures: number }>;
export type CardFacts = Readonly<{
  dataset: ExportDataset;
  format: ExportOptions['format'];
  counts: Readonly<{ train: number; validation: number; duplicates: number; missing: number }>;
  prompts: number;
  models: readonly ModelUse[];
}>;

/** The size classes of https://huggingface.co/docs/hub/datasets-cards */
const sizeClass = (n: number): string => {
  if (n < 1_000) return 'n<1K';
  if (n < 10_000) return '1K<n<10K';
  if (n < 100_000) return '10K<n<100K';
  return n < 1_000_000 ? '100K<n<1M' : '1M<n<10M';
};

/** Named by their ending: of a mixed folder Hugging Face's loader reads the kind of file that there are most of, which sidecars and captions could be. */
const filesFor = (
  { layout, validation, concept, repeats }: ExportDataset,
  split: 'train' | 'validation',
  ending: string,
): readonly string[] => {
  switch (layout) {
    case 'imagefolder':
      return [`${split}/*.${ending}`, `${split}/metadata.jsonl`];
    case 'webdataset':
      return [shardName(split, 0).replace(/\d+/, '*')];
    case 'kohya':
      return [`${validation > 0 ? `${split}/` : ''}${split === 'train' ? repeats : 1}_${concept}/*.${ending}`];
  }
};

const layoutLines = (dataset: ExportDataset, ending: string): string => {
  switch (dataset.layout) {
    case 'imagefolder':
      return 'Hugging Face ImageFolder: `load_dataset("imagefolder", data_dir=".")`. Captions are the `text` column of `metadata.jsonl`.';
    case 'webdataset':
      return `WebDataset shards: each sample is \`.${ending}\`, \`.txt\` (the caption) and \`.json\` (the recipe).`;
    case 'kohya':
      return "Folders as kohya's trainers read them: `repeats_concept`, with a `.txt` caption beside each picture.";
  }
};

const yamlText = (text: string): string => JSON.stringify(text);
const cell = (text: string): string => text.replace(/[|\r\n]+/g, ' ');

/** The README of a data set: a card as Hugging Face reads it, and the same in words. */
export const datasetCard = ({ dataset, format, counts, prompts, models }: CardFacts): string => {
  const total = counts.train + counts.validation;
  const licences = [...new Set(models.map(({ licence }) => licence ?? 'unknown'))];
  const splits = [
    { name: 'train' as const, count: counts.train },
    { name: 'validation' as const, count: counts.validation },
  ].filter(({ count }) => count > 0);
  return [
    '---',
    `license: ${licences.length === 1 && licences[0] !== 'unknown' ? yamlText(licences[0]!.toLowerCase()) : 'other'}`,
    'task_categories:',
    '- text-to-image',
    'tags:',
    '- synthetic',
    'size_categories:',
    `- ${sizeClass(total)}`,
    'configs:',
    '- config_name: default',
    '  data_files:',
    ...splits.flatMap(({ name }) => [
      `  - split: ${name}`,
      '    path:',
      ...filesFor(dataset, name, endings[format]).map((path) => `    - ${yamlText(path)}`),
    ]),
    '---',
    '',
    '# Pictures made with Tincture',
    '',
    'Every picture was made by a model; none is a photograph.',
    '',
    layoutLines(dataset, endings[format]),
    '',
    '| | count |',
    '| --- | --- |',
    `| pictures | ${total} |`,
    ...splits.map(({ name, count }) => `| ${name} | ${count} |`),
    `| different prompts | ${prompts} |`,
    `| left out as duplicates (${dataset.dedupe}) | ${counts.duplicates} |`,
    `| left out because the file was gone | ${counts.missing} |`,
    '',
    `Captions: ${dataset.captions === 'both' ? 'prompt and tags' : dataset.captions}. No prompt is in both splits.`,
    '',
    '## Models',
    '',
    '| model | licence | hash | pictures |',
    '| --- | --- | --- | --- |',
    ...models.map(
      ({ name, licence, hash, pictures }) =>
        `| ${cell(name)} | ${cell(licence ?? 'unknown')} | ${hash?.slice(0, 10) ?? ''} | ${pictures} |`,
    ),
    '',
  ].join('\n');
};
