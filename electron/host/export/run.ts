import { writeFile } from 'node:fs/promises';
import { Failure } from '../../contract/failure.ts';
import type { ExportJob, ExportOptions } from '../../contract/export.ts';
import type { Image } from '../../contract/records.ts';
import { datasetCard, type ModelUse } from './card.ts';
import { createGate, mapInOrder, picturesAtOnce, writesAtOnce } from '../concurrency.ts';
import type { ExportFolder } from './folder.ts';
import { type Encoded, describe, encodeItem } from './item.ts';
import { type Item, type Journal, type Settled, type Split, splits } from './journal.ts';
import { cardName, endings, filesOf, recipesName, sheetName, sheetPdf, shardName } from './layout.ts';
import { type Written, writeMetadata, writeRecipes } from './lists.ts';
import { lengthOf } from '../metadata/formats.ts';
import { type TarEntry, tarEntries } from './pack.ts';
import type { Catalogue } from './plan.ts';
import { perPage, sheetPage, writePdf } from './sheet.ts';

export type RunParts = Readonly<{
  options: ExportOptions;
  folder: ExportFolder;
  journal: Journal;
  catalogue: Catalogue;
  /** Folder of the library, and a small picture of any of it. */
  library: () => string;
  thumbnail: (image: Image) => Promise<Buffer>;
  licenceOf: (model: string) => Promise<string | null>;
}>;

const batch = 64;

/** Items with their records, in batches, so that neither is in memory as a whole. */
async function* withImages(
  { catalogue }: RunParts,
  page: (after: number) => readonly Item[],
): AsyncGenerator<Readonly<{ item: Item; image: Image | null }>> {
  for (let after = -1; ; ) {
    const items = page(after);
    if (items.length === 0) return;
    const images = new Map(catalogue.imagesByIds(items.map(({ image }) => image)).map((image) => [image.id, image]));
    for (const item of items) yield { item, image: images.get(item.image) ?? null };
    after = items.at(-1)!.position;
  }
}

async function* written(parts: RunParts, split?: Split): AsyncGenerator<Written> {
  for await (const { item, image } of withImages(parts, (after) => parts.journal.written(after, batch, split))) {
    if (image !== null) yield { item, image };
  }
}

const encodeOne = async ({ library, options }: RunParts, item: Item, image: Image | null): Promise<Encoded | Item> =>
  image === null ? item : ((await encodeItem(library(), options, item, image)) ?? item);

const isEncoded = (result: Encoded | Item): result is Encoded => 'picture' in result;

/** So many entries of the journal are written at once: what a cut takes with it is seen from the files again. */
const settledAtOnce = 16;

/** Writes every picture that is not there yet, some at a time; an entry of the journal follows its file. */
async function* writeFiles(parts: RunParts, signal: AbortSignal): AsyncGenerator<void> {
  const { options, folder, journal } = parts;
  const encoding = createGate(picturesAtOnce);
  const settled: Settled[] = [];
  const flush = (): void => journal.settle(settled.splice(0));
  const writeOne = async ({ item, image }: { item: Item; image: Image | null }): Promise<void> => {
    signal.throwIfAborted();
    const encoded = await encoding(() => encodeOne(parts, item, image));
    if (!isEncoded(encoded)) {
      settled.push({ position: item.position, state: 'missing', bytes: 0 });
      return;
    }
    const { picture, caption, sidecar } = filesOf(options, item);
    signal.throwIfAborted();
    if (caption !== null) await folder.put(caption, [Buffer.from(item.caption)], options.conflicts);
    if (sidecar !== null && encoded.sidecar !== null) await folder.put(sidecar, [Buffer.from(encoded.sidecar)], options.conflicts);
    const put = await folder.put(picture, encoded.picture, options.conflicts);
    settled.push({ position: item.position, state: put ? 'done' : 'existing', bytes: put ? lengthOf(encoded.picture) : 0 });
    encoded.release();
  };
  // what is settled is not asked for again: the next page begins after the last item of this one
  const pages = withImages(parts, (after) => journal.next(after, batch));
  try {
    for await (const _ of mapInOrder(pages, writesAtOnce, writeOne)) {
      if (settled.length >= settledAtOnce) flush();
      yield;
    }
  } finally {
    flush();
  }
}

const entriesOf = (options: ExportOptions, { item, image, picture }: Encoded): TarEntry[] => [
  { name: `${item.name}.${endings[options.format]}`, bytes: Buffer.concat(picture) },
  { name: `${item.name}.txt`, bytes: Buffer.from(item.caption) },
  { name: `${item.name}.json`, bytes: Buffer.from(JSON.stringify(describe(image))) },
];

/** Writes shard after shard, each whole or not at all. */
async function* writeShards(parts: RunParts, signal: AbortSignal): AsyncGenerator<void> {
  const { options, folder, journal } = parts;
  for (const { split, shard } of journal.shards()) {
    const { items, finished } = journal.inShard(split, shard);
    if (finished || items.length === 0) continue;
    const settled: Settled[] = [];
    const encoded = async function* encoded(): AsyncGenerator<TarEntry> {
      const pages = withImages(parts, (after) => items.filter(({ position }) => position > after).slice(0, batch));
      for await (const result of mapInOrder(pages, picturesAtOnce, ({ item, image }) => encodeOne(parts, item, image))) {
        signal.throwIfAborted();
        if (isEncoded(result)) {
          settled.push({ position: result.item.position, state: 'done', bytes: lengthOf(result.picture) });
          yield* entriesOf(options, result);
        } else settled.push({ position: result.position, state: 'missing', bytes: 0 });
      }
    };
    await folder.putFilled(shardName(split, shard), (temporary) => tarEntries(encoded(), temporary, signal), options.conflicts);
    journal.settle(settled);
    yield;
  }
}

async function* sheetPages(parts: RunParts): AsyncGenerator<Buffer> {
  let entries: { picture: Buffer; title: string; note: string }[] = [];
  for await (const { item, image } of written(parts)) {
    const picture = await parts.thumbnail(image).catch(() => null);
    if (picture === null) continue;
    const title = filesOf(parts.options, item).picture.split('/').at(-1) ?? '';
    entries = [...entries, { picture, title, note: image.recipe.prompt }];
    if (entries.length === perPage) {
      yield await sheetPage(entries);
      entries = [];
    }
  }
  if (entries.length > 0) yield await sheetPage(entries);
}

/** A list or a sheet: under another name where this one is taken, unless it may be overwritten. */
const putAside = async ({ folder, options }: RunParts, name: string, fill: (temporary: string) => Promise<void>): Promise<void> => {
  const dot = name.lastIndexOf('.');
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name.slice(0, dot)} (${n})${name.slice(dot)}`;
    try {
      await folder.putFilled(candidate, fill, options.conflicts === 'overwrite' ? 'overwrite' : 'refuse');
      return;
    } catch (error) {
      if (!(error instanceof Failure) || error.error.code !== 'bad-input') throw error;
    }
  }
};

const writeSheet = async (parts: RunParts, signal: AbortSignal): Promise<void> => {
  const stoppable = async function* stoppable(): AsyncGenerator<Buffer> {
    for await (const page of sheetPages(parts)) {
      signal.throwIfAborted();
      yield page;
    }
  };
  if (parts.options.sheet === 'pdf') return putAside(parts, sheetPdf, (temporary) => writePdf(stoppable(), temporary));
  const { done } = parts.journal.counts();
  const pages = Math.ceil(done / perPage);
  let n = 0;
  for await (const page of stoppable()) {
    await putAside(parts, sheetName(n, pages), (temporary) => writeFile(temporary, page, { flag: 'wx', flush: true }));
    n += 1;
  }
};

const writeCard = async (parts: RunParts): Promise<void> => {
  const { options, journal, folder, licenceOf } = parts;
  if (options.dataset === null) return;
  const uses = new Map<string, ModelUse>();
  for await (const { image } of written(parts)) {
    const { model } = image.recipe;
    const known = uses.get(model.id);
    uses.set(model.id, {
      name: model.name,
      hash: model.hash,
      licence: known === undefined ? await licenceOf(model.id) : known.licence,
      pictures: (known?.pictures ?? 0) + 1,
    });
  }
  const { duplicate, missing } = journal.counts();
  const card = datasetCard({
    dataset: options.dataset,
    format: options.format,
    counts: { train: journal.counts('train').done, validation: journal.counts('validation').done, duplicates: duplicate, missing },
    prompts: journal.prompts(),
    models: [...uses.values()],
  });
  await folder.put(cardName, [Buffer.from(card)], options.conflicts);
};

const finish = async (parts: RunParts, signal: AbortSignal): Promise<void> => {
  const { options } = parts;
  const list = recipesName(options);
  if (list !== null) await putAside(parts, list, (temporary) => writeRecipes(options, written(parts), temporary));
  if (options.dataset?.layout === 'imagefolder') {
    for (const split of splits) {
      if (parts.journal.counts(split).done === 0) continue;
      await parts.folder.putFilled(
        `${split}/metadata.jsonl`,
        (temporary) => writeMetadata(options, written(parts, split), temporary),
        options.conflicts,
      );
    }
  }
  signal.throwIfAborted();
  if (options.sheet !== 'none') await writeSheet(parts, signal);
  await writeCard(parts);
  await parts.folder.sync();
};

/** Carries out a plan, or the rest of one; yields where there is something new to tell. */
export async function* runExport(parts: RunParts, signal: AbortSignal): AsyncGenerator<ExportJob['stage']> {
  for await (const _ of parts.options.dataset?.layout === 'webdataset' ? writeShards(parts, signal) : writeFiles(parts, signal)) {
    yield 'pictures';
  }
  yield 'finishing';
  await finish(parts, signal);
}
