import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { ExportOptions } from '../../contract/export.ts';
import type { Image } from '../../contract/records.ts';
import { toParameters } from '../metadata/parameters.ts';
import { describe } from './item.ts';
import type { Item } from './journal.ts';
import { filesOf } from './layout.ts';
import { syncPath } from './sync.ts';

/** A picture that was written, with its record. */
export type Written = Readonly<{ item: Item; image: Image }>;

const columns = [
  'file',
  'id',
  'created',
  'prompt',
  'negativePrompt',
  'model',
  'modelHash',
  'seed',
  'steps',
  'sampler',
  'schedule',
  'guidance',
  'guidanceMethod',
  'width',
  'height',
  'strength',
  'engine',
  'provider',
  'rating',
  'favourite',
  'tags',
  'sha256',
  'parameters',
] as const;

const rowOf = (
  file: string,
  { id, sha256, width, height, createdAt, rating, favourite, tags, recipe }: Image,
): Record<(typeof columns)[number], string> => ({
  file,
  id,
  created: new Date(createdAt).toISOString(),
  prompt: recipe.prompt,
  negativePrompt: recipe.negativePrompt,
  model: recipe.model.name,
  modelHash: recipe.model.hash ?? '',
  seed: String(recipe.seed),
  steps: String(recipe.steps),
  sampler: recipe.sampler.id,
  schedule: recipe.schedule.id,
  guidance: String(recipe.guidance.scale),
  guidanceMethod: recipe.guidance.id,
  width: String(width),
  height: String(height),
  strength: recipe.source === null ? '' : String(recipe.source.strength),
  engine: recipe.made?.engine ?? '',
  provider: recipe.made?.provider ?? '',
  rating: String(rating),
  favourite: favourite ? 'yes' : 'no',
  tags: tags.join(', '),
  sha256,
  parameters: toParameters(recipe),
});

const inFile = (options: ExportOptions, item: Item): string => filesOf(options, item).picture;

async function* csvRows(options: ExportOptions, written: AsyncIterable<Written>) {
  for await (const { item, image } of written) yield rowOf(inFile(options, item), image);
}
async function* jsonRows(options: ExportOptions, written: AsyncIterable<Written>) {
  for await (const { item, image } of written) yield `${JSON.stringify({ file: inFile(options, item), ...describe(image) })}\n`;
}
/** Hugging Face reads `file_name` beside the file, and every other key as a column: https://huggingface.co/docs/datasets/image_dataset */
async function* metadataRows(options: ExportOptions, written: AsyncIterable<Written>) {
  for await (const { item, image } of written) {
    const { recipe } = image;
    yield `${JSON.stringify({
      file_name: inFile(options, item).split('/').at(-1),
      text: item.caption,
      prompt: recipe.prompt,
      negative_prompt: recipe.negativePrompt,
      model: recipe.model.name,
      seed: recipe.seed,
      steps: recipe.steps,
      sampler: recipe.sampler.id,
      guidance: recipe.guidance.scale,
    })}\n`;
  }
}

const writeLines = async (lines: AsyncIterable<string>, path: string): Promise<void> => {
  await pipeline(Readable.from(lines), createWriteStream(path, { flags: 'wx' }));
  await syncPath(path, 'r+');
};

/** All recipes in one file, a row a picture, with none but one of them in memory. */
export const writeRecipes = async (options: ExportOptions, written: AsyncIterable<Written>, path: string): Promise<void> => {
  if (options.recipes === 'jsonl') return writeLines(jsonRows(options, written), path);
  await pipeline(
    Readable.from(csvRows(options, written)),
    // a spreadsheet must not take a prompt for a formula
    stringify({ header: true, columns: [...columns], escape_formulas: true, bom: true }),
    createWriteStream(path, { flags: 'wx' }),
  );
  await syncPath(path, 'r+');
};

export const writeMetadata = (options: ExportOptions, written: AsyncIterable<Written>, path: string): Promise<void> =>
  writeLines(metadataRows(options, written), path);
