import { hash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { ExportOptions } from '../../contract/export.ts';
import type { Image, ImageId } from '../../contract/records.ts';
import { captionOf } from './captions.ts';
import type { ExportFolder } from './folder.ts';
import { taken } from './folder.ts';
import type { ItemState, Journal } from './journal.ts';
import { datasetRoots, filesOf, ownName, recipesName, sheetName, sheetPdf } from './layout.ts';
import { nameKey } from './safe-name.ts';
import { endings } from './layout.ts';
import { parseTemplate, renderName } from './template.ts';

export type Catalogue = Readonly<{
  imagesByIds: (ids: readonly ImageId[]) => Image[];
  /** A fingerprint that pictures share which are the same to the eye. */
  looksLike: (image: Image) => Promise<string>;
}>;

const batch = 200;

/** Two spellings of one prompt are one prompt. */
const promptKey = (prompt: string): string => hash('sha256', prompt.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim());

const contentOf = async (image: Image, { dataset }: ExportOptions, { looksLike }: Catalogue): Promise<string> =>
  dataset?.dedupe === 'perceptual' ? looksLike(image) : image.sha256;

/** Refuses what is in the way before anything is written. */
const refuseTaken = async (options: ExportOptions, folder: ExportFolder): Promise<void> => {
  if (options.conflicts === 'overwrite') return;
  const whole = [recipesName(options), ...(options.sheet === 'none' ? [] : [options.sheet === 'pdf' ? sheetPdf : sheetName(0, 1)])];
  const names = [...datasetRoots(options), ...(options.conflicts === 'refuse' ? whole.filter((name) => name !== null) : [])];
  for (const name of names) if (await folder.exists(name)) throw taken(`${folder.path}/${name}`);
};

/** Decides for every picture whether and where it goes, and writes it into the journal. Throws where a name is taken and nobody said what then. */
export const planExport = async (
  {
    options,
    ids,
    folder,
    journal,
    catalogue,
  }: {
    options: ExportOptions;
    ids: readonly ImageId[];
    folder: ExportFolder;
    journal: Journal;
    catalogue: Catalogue;
  },
  signal: AbortSignal,
): Promise<void> => {
  journal.restart();
  await refuseTaken(options, folder);
  const template = parseTemplate(options.name);
  const { dataset, conflicts } = options;
  /** Where the numbering of a name that came up before goes on. */
  const numbers = new Map<string, number>();

  // asked once, not for every picture
  const isNew = await folder.isEmpty();
  const isThere = async (name: string): Promise<boolean> => {
    if (dataset !== null || isNew) return false;
    const { picture, sidecar } = filesOf(options, { name, split: 'train' });
    return (await folder.exists(picture)) || (sidecar !== null && (await folder.exists(sidecar)));
  };
  const free = async (name: string): Promise<string> => {
    const key = nameKey(name);
    let n = numbers.get(key) ?? 1;
    let candidate = n === 1 ? name : `${name} (${n})`;
    while (journal.isTaken(candidate) || (conflicts === 'number' && (await isThere(candidate)))) {
      n += 1;
      candidate = `${name} (${n})`;
    }
    if (n > 1) numbers.set(key, n);
    return candidate;
  };
  const nameFor = async (image: Image, counter: number): Promise<{ name: string; state: ItemState }> => {
    const rendered = renderName(template, { image, counter, total: ids.length, format: options.format });
    const name = await free(ownName(options, rendered));
    if (conflicts === 'overwrite' || conflicts === 'number' || !(await isThere(name))) return { name, state: 'planned' };
    if (conflicts === 'skip') return { name, state: 'existing' };
    throw taken(`${folder.path}/${name}.${endings[options.format]}`);
  };

  for (let start = 0; start < ids.length; start += batch) {
    signal.throwIfAborted();
    const wanted = ids.slice(start, start + batch);
    const images = new Map(catalogue.imagesByIds(wanted).map((image) => [image.id, image]));
    await journal.together(async () => {
      for (const [offset, id] of wanted.entries()) {
        const image = images.get(id);
        const position = start + offset;
        if (image === undefined || image.missing) {
          journal.add({ position, image: id, name: '', caption: '', state: 'missing', content: '', prompt: '' });
          continue;
        }
        const content = await contentOf(image, options, catalogue).catch(() => image.sha256);
        const entry = {
          position,
          image: id,
          content,
          prompt: promptKey(image.recipe.prompt),
          caption: captionOf(image, dataset?.captions ?? 'prompt'),
        };
        const seen = dataset !== null && dataset.dedupe !== 'none' && journal.hasContent(content);
        journal.add({ ...entry, ...(seen ? { name: '', state: 'duplicate' } : await nameFor(image, position + 1)) });
      }
    });
    await breathe();
  }
  journal.split(dataset?.validation ?? 0, dataset?.layout === 'webdataset' ? dataset.shard : null);
  journal.finishPlan();
};
