import { z } from 'zod';
import { LibraryQuery } from './query/library-query.ts';
import { ImageId } from './records.ts';
import { AppError } from './result.ts';

/** Names an export by what it does and where to, so that the same one, asked for again, goes on where it stopped. */
export const ExportId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .brand('ExportId');
export type ExportId = z.output<typeof ExportId>;

export const exportFormats = ['png', 'jpeg', 'webp', 'avif'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const side = z.int().min(1).max(16_384);
/** `fit`: inside this box; `long`: the longer side; `percent`: of both sides. Nothing is ever stretched. */
export const Resize = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('fit'), width: side, height: side }),
  z.strictObject({ kind: z.literal('long'), side }),
  z.strictObject({ kind: z.literal('percent'), percent: z.number().min(1).max(400) }),
]);
export type Resize = z.output<typeof Resize>;

/** Pictures with captions, as trainers read them. */
export const ExportDataset = z.strictObject({
  /** Hugging Face ImageFolder, WebDataset shards, or kohya's `10_name` folders. */
  layout: z.enum(['imagefolder', 'webdataset', 'kohya']),
  captions: z.enum(['prompt', 'tags', 'both']).default('prompt'),
  /** `content`: the same bytes; `perceptual`: the same to the eye. */
  dedupe: z.enum(['none', 'content', 'perceptual']).default('none'),
  /** The share of pictures that is set aside; all pictures of one prompt are on the same side. */
  validation: z.number().min(0).max(0.5).default(0),
  /** What kohya's folders are called, and how often a picture is shown an epoch. */
  concept: z.string().min(1).max(60).default('picture'),
  repeats: z.int().min(1).max(1_000).default(10),
  /** Pictures a WebDataset shard. */
  shard: z.int().min(1).max(100_000).default(1_000),
});
export type ExportDataset = z.output<typeof ExportDataset>;

export const ExportOptions = z.strictObject({
  what: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('ids'), ids: z.array(ImageId).min(1).max(1_000_000) }),
    z.strictObject({ kind: z.literal('query'), query: LibraryQuery.shape.text.unwrap(), sort: LibraryQuery.shape.sort.default('newest') }),
  ]),
  format: z.enum(exportFormats).default('png'),
  /** 1 to 100, for JPEG, WebP and AVIF; 100 is lossless where the format can. */
  quality: z.int().min(1).max(100).default(90),
  resize: Resize.default({ kind: 'none' }),
  /** Keys in braces, folders by `/`: `{date}/{prompt:40}-{seed}`. */
  name: z.string().min(1).max(500).default('{prompt}-{seed}-{id8}'),
  /** `all`: recipe, A1111 text and XMP; `a1111`: that text alone; `none`: not one byte besides the picture. */
  metadata: z.enum(['all', 'a1111', 'none']).default('all'),
  /** A file beside each picture. */
  sidecar: z.enum(['none', 'json', 'text']).default('none'),
  /** One file with all recipes. */
  recipes: z.enum(['none', 'csv', 'jsonl']).default('none'),
  sheet: z.enum(['none', 'png', 'pdf']).default('none'),
  dataset: ExportDataset.nullable().default(null),
  /** What happens where a name is taken already. */
  conflicts: z.enum(['refuse', 'overwrite', 'skip', 'number']).default('refuse'),
});
export type ExportOptions = z.output<typeof ExportOptions>;

/** `download` makes a zip that a browser fetches from the host. */
export const ExportTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), path: z.string().min(1).max(4_096) }),
  z.strictObject({ kind: z.literal('zip'), path: z.string().min(1).max(4_096) }),
  z.strictObject({ kind: z.literal('download') }),
]);
export type ExportTarget = z.output<typeof ExportTarget>;

export const ExportRequest = z.strictObject({ options: ExportOptions, target: ExportTarget });
export type ExportRequest = z.output<typeof ExportRequest>;

export const ExportJob = z.strictObject({
  id: ExportId,
  target: ExportTarget,
  state: z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted']),
  stage: z.enum(['planning', 'pictures', 'finishing', 'packing']),
  /** Pictures written, of those that are to be written. */
  done: z.int(),
  total: z.int(),
  bytes: z.int(),
  /** Pictures that are not there, and why. */
  left: z.strictObject({ existing: z.int(), duplicates: z.int(), missing: z.int() }),
  error: AppError.nullable(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
});
export type ExportJob = z.output<typeof ExportJob>;

/** What an export would be called: for the dialog, before anything is written. */
export const ExportPreview = z.strictObject({
  count: z.int(),
  /** Names of the first pictures, as they would be written. */
  names: z.array(z.string()),
  /** Every key of a template with what it says for the first picture. */
  keys: z.array(z.strictObject({ name: z.string(), example: z.string() })),
  /** Where exports go unless somewhere else is chosen. */
  folder: z.string(),
});
export type ExportPreview = z.output<typeof ExportPreview>;
