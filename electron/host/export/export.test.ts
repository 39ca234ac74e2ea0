import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it, vi } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import type { z } from 'zod';
import { aRecipe } from '../../contract/examples.ts';
import { type ExportJob, ExportOptions } from '../../contract/export.ts';
import type { Image } from '../../contract/records.ts';
import { openStore } from '../../store/open.ts';
import { type Catalogue, openCatalogue } from '../../store/catalogue.ts';
import { imagesByIds } from '../../store/images.ts';
import { readMetadata } from '../metadata/formats.ts';
import { recipeFromFile } from '../metadata/recipe-in-file.ts';
import { type Studio, newFolder, openStudio, removeFolder } from '../testing/studio.ts';
import { type Exports, createExports } from './exports.ts';
import { openJournal } from './journal.ts';
import { saying } from '../../../native-models/words/saying.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const prompts = ['a red balloon', 'A red  balloon', 'a “Löwe” on the sea', '=1+1', 'a fish'];
const each = 4;

let folder: string;
let studio: Studio;
let images: Image[];
beforeAll(async () => {
  folder = newFolder();
  studio = await openStudio(folder);
  for (const prompt of prompts) await studio.call('jobs.start', { recipe: aRecipe({ prompt, seed: 40, width: 96 }), count: each });
  await studio.host.idle();
  images = await studio.call('images.byIds', await studio.ids());
});
afterAll(async () => {
  await studio.close();
  removeFolder(folder);
});

let target: string;
let n = 0;
beforeEach(() => {
  n += 1;
  target = join(folder, `target-${n}`);
});

type Wanted = Partial<z.input<typeof ExportOptions>>;
const optionsOf = (wanted: Wanted = {}): ExportOptions => ExportOptions.parse({ what: { kind: 'query', query: '' }, ...wanted });
const run = async (wanted: Wanted, to: 'folder' | 'zip' = 'folder'): Promise<ExportJob> => {
  const before = studio.told.length;
  const id = await studio.call('export.start', { options: optionsOf(wanted), target: { kind: to, path: target } });
  await expect
    .poll(
      () =>
        studio.told
          .slice(before)
          .some(({ name, payload }) => name === 'export.changed' && payload.id === id && payload.state !== 'running'),
      {
        timeout: 60_000,
        interval: 5,
      },
    )
    .toBe(true);
  const ended = (await studio.call('export.list', null)).find((job) => job.id === id);
  if (ended === undefined) throw new Error('the export is not listed');
  return ended;
};
const files = (root = target): string[] =>
  existsSync(root)
    ? readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .toSorted()
    : [];
const read = (name: string): Buffer => readFileSync(join(target, name));
const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const pixels = (file: Buffer): Promise<Buffer> => sharp(file).raw().toBuffer();

describe('pictures', () => {
  it.each(['png', 'jpeg', 'webp', 'avif'] as const)('as %s carry their recipe, or not one byte of it', async (format) => {
    const ids = images.slice(0, 2).map(({ id }) => id);
    expect(await run({ what: { kind: 'ids', ids }, format, name: 'all-{counter}' })).toMatchObject({ state: 'done', done: 2, total: 2 });
    await run({ what: { kind: 'ids', ids }, format, name: 'none-{counter}', metadata: 'none' });
    await run({ what: { kind: 'ids', ids }, format, name: 'text-{counter}', metadata: 'a1111' });
    const [all, none, text] = ['all', 'none', 'text'].map((name) => read(files().find((file) => file.startsWith(`${name}-1`)) ?? ''));
    expect((await sharp(none).metadata()).format).toBe(format === 'avif' ? 'heif' : format);
    expect(recipeFromFile(all!)).toEqual(images[0]!.recipe);
    expect(recipeFromFile(text!)).toBe(null);
    // UTF-16 in Exif, Latin-1 in PNG
    expect(text!.toString('latin1').replaceAll('\0', '')).toContain('Steps: 4');
    expect(readMetadata(none!)).toMatchObject({ texts: [], exif: [], xmp: [] });
    // to the byte: the same pixels without any recipe at all
    const original = readFileSync(join(studio.home.library, images[0]!.file));
    const bare = sharp(await pixels(original), { raw: { width: 96, height: 64, channels: 3 } });
    if (format !== 'png') {
      const encoded = {
        jpeg: () => bare.jpeg({ quality: 90 }),
        webp: () => bare.webp({ quality: 90 }),
        avif: () => bare.avif({ quality: 90, effort: 4 }),
      }[format]();
      expect(none!.equals(await encoded.toBuffer())).toBe(true);
    }
    expect(await pixels(all!)).toEqual(await pixels(none!));
    for (const word of ['tincture', 'parameters', 'Steps', 'Exif', 'xmp', images[0]!.recipe.model.name])
      expect(none!.includes(word), word).toBe(false);
  });

  it('of the same format keep every pixel, and 100 is lossless', async () => {
    const original = await pixels(readFileSync(join(studio.home.library, images[0]!.file)));
    const what = { kind: 'ids' as const, ids: [images[0]!.id] };
    await run({ what, name: 'png' });
    await run({ what, name: 'webp', format: 'webp', quality: 100 });
    expect(await pixels(read('png.png'))).toEqual(original);
    expect(await pixels(read('webp.webp'))).toEqual(original);
  });

  it.each([
    [{ kind: 'fit', width: 48, height: 48 }, [48, 32]],
    [{ kind: 'long', side: 192 }, [192, 128]],
    [{ kind: 'percent', percent: 50 }, [48, 32]],
  ] as const)('are resized by %j', async (resize, size) => {
    await run({ what: { kind: 'ids', ids: [images[0]!.id] }, resize, name: 'x' });
    const { width, height } = await sharp(read('x.png')).metadata();
    expect([width, height]).toEqual(size);
  });

  it('have names of their own, also where a file system knows no case', async () => {
    const { done } = await run({ name: '{text}' });
    const names = files();
    expect(done).toBe(images.length);
    expect(new Set(names.map((name) => name.normalize('NFC').toLowerCase())).size).toBe(images.length);
    expect(names.filter((name) => name.toLowerCase().startsWith('a red balloon'))).toHaveLength(2 * each);
  });

  it('whose file has gone are counted, and do not stop the others', async () => {
    const gone = images[0]!;
    const path = join(studio.home.library, gone.file);
    const bytes = readFileSync(path);
    rmSync(path);
    const job = await run({ what: { kind: 'ids', ids: images.slice(0, 3).map(({ id }) => id) } });
    writeFileSync(path, bytes);
    expect(job).toMatchObject({ state: 'done', done: 2, left: { missing: 1 } });
  });
});

describe('what is there already', () => {
  const what = () => ({ kind: 'ids', ids: images.slice(0, 3).map(({ id }) => id) }) as const;
  beforeEach(() => {
    mkdirSync(target);
    writeFileSync(join(target, 'x-2.png'), 'mine');
  });

  it('stops an export before anything is written', async () => {
    const job = await run({ what: what(), name: 'x-{counter}' });
    expect([job.state, job.error?.code, files()]).toEqual(['failed', 'bad-input', ['x-2.png']]);
  });
  it('is skipped, numbered or overwritten where that was said', async () => {
    expect(await run({ what: what(), name: 'x-{counter}', conflicts: 'skip' })).toMatchObject({ done: 2, left: { existing: 1 } });
    expect([files(), String(read('x-2.png'))]).toEqual([['x-1.png', 'x-2.png', 'x-3.png'], 'mine']);
    await run({ what: what(), name: 'x-{counter}', conflicts: 'number' });
    expect(files()).toEqual(['x-1 (2).png', 'x-1.png', 'x-2 (2).png', 'x-2.png', 'x-3 (2).png', 'x-3.png']);
    expect(String(read('x-2.png'))).toBe('mine');
    await run({ what: what(), name: 'x-{counter}', conflicts: 'overwrite' });
    expect(String(read('x-2.png'))).not.toBe('mine');
  });
  it('stops a data set and a zip too', async () => {
    mkdirSync(join(target, 'train'));
    expect((await run({ what: what(), dataset: { layout: 'imagefolder' } })).state).toBe('failed');
    target = join(target, 'z.zip');
    writeFileSync(target, 'mine');
    expect((await run({ what: what() }, 'zip')).state).toBe('failed');
    expect(String(readFileSync(target))).toBe('mine');
  });
});

describe('nothing is written outside of the folder', () => {
  it.runIf(process.platform !== 'win32')('through a link inside of it', async () => {
    const elsewhere = join(folder, `elsewhere-${n}`);
    mkdirSync(elsewhere);
    mkdirSync(target);
    symlinkSync(elsewhere, join(target, 'day'));
    const job = await run({ name: 'day/{counter}', conflicts: 'overwrite' });
    expect([job.state, job.error?.code, readdirSync(elsewhere)]).toEqual(['failed', 'not-allowed', []]);
  });
  it.runIf(process.platform !== 'win32')('through a link with the name of a picture', async () => {
    const outside = join(folder, `outside-${n}`);
    writeFileSync(outside, 'mine');
    mkdirSync(target);
    symlinkSync(outside, join(target, 'x.png'));
    await run({ what: { kind: 'ids', ids: [images[0]!.id] }, name: 'x', conflicts: 'overwrite' });
    expect([String(readFileSync(outside)), lstatSync(join(target, 'x.png')).isSymbolicLink()]).toEqual(['mine', false]);
  });
  it('nor into the library or our own data, by whatever way', async () => {
    for (const place of [studio.home.library, join(studio.home.library, 'x'), join(studio.home.sources, 'y')]) {
      target = place;
      expect((await run({})).error?.code).toBe('not-allowed');
    }
    target = join(folder, `link-${n}`);
    symlinkSync(studio.home.library, target);
    expect((await run({})).error?.code).toBe('not-allowed');
  });
  it('nor there by the folders of a name, from a folder above', async () => {
    const { data, library, settings } = studio.home;
    const before = readdirSync(library, { recursive: true });
    target = dirname(data);
    for (const place of [data, library, join(library, 'new'), dirname(settings)])
      expect((await run({ name: `${relative(target, place)}/{id}` })).error?.code).toBe('not-allowed');
    expect(readdirSync(library, { recursive: true })).toEqual(before);
  });
});

describe('lists', () => {
  it('have a row a picture, and no prompt becomes a formula', async () => {
    await run({ recipes: 'csv', name: '{counter}' });
    const csv = String(read('recipes.csv'));
    expect(csv).toContain('"a “Löwe” on the sea"'.replaceAll('"', ''));
    expect(csv).toContain("'=1+1");
    expect(csv).not.toMatch(/(^|,)=1\+1/m);
  });
  it('as JSONL give the recipes back', async () => {
    await run({ recipes: 'jsonl', sidecar: 'json', name: '{counter:3}' });
    const rows = String(read('recipes.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; id: string; recipe: unknown });
    expect(rows.map(({ recipe }) => recipe)).toEqual(images.map(({ recipe }) => recipe));
    for (const { file, recipe } of rows) {
      expect(recipeFromFile(read(file))).toEqual(recipe);
      expect(JSON.parse(String(read(file.replace('.png', '.json'))))).toMatchObject({ recipe });
    }
  });
  it('as contact sheets are pictures, and a PDF', async () => {
    await run({ sheet: 'png', name: '{counter}' });
    expect(await sharp(read('contact-sheet.png')).metadata()).toMatchObject({ format: 'png', width: 1240, height: 1754 });
    await run({ sheet: 'pdf', name: 'b{counter}' });
    expect(String(read('contact-sheet.pdf').subarray(0, 5))).toBe('%PDF-');
    expect(read('contact-sheet.pdf').toString('latin1')).toMatch(/\/Type \/Page\b/);
  });
});

const rowsOf = (name: string): { file_name: string; text: string }[] =>
  String(read(name))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file_name: string; text: string });

describe('a data set', () => {
  it('as ImageFolder has its captions, its splits by prompt, and a card', async () => {
    const job = await run({ dataset: { layout: 'imagefolder', validation: 0.3 }, format: 'jpeg' });
    expect(job).toMatchObject({ state: 'done', done: images.length });
    const [train, validation] = [rowsOf('train/metadata.jsonl'), rowsOf('validation/metadata.jsonl')];
    for (const [split, rows] of [['train', train] as const, ['validation', validation] as const]) {
      expect(files(join(target, split)).filter((name) => name.endsWith('.jpg'))).toEqual(
        rows.map(({ file_name: name }) => name).toSorted(),
      );
    }
    expect(train.length + validation.length).toBe(images.length);
    // of prompts with 8, 4, 4 and 4 pictures none come nearer to 6
    expect([4, 8]).toContain(validation.length);
    const words = (rows: typeof train): string[] => rows.map(({ text }) => text.toLowerCase());
    expect(words(train).filter((text) => words(validation).includes(text))).toEqual([]);
    const card = String(read('README.md'));
    expect(card).toContain(`| pictures | ${images.length} |`);
    expect(card).toContain(`| train | ${train.length} |`);
    expect(card).toContain('| different prompts | 4 |');
    expect(card).toMatch(/\| tiny \| unknown \| [0-9a-f]{10} \| 20 \|/);
    expect(card).toMatch(/^---\nlicense: other\n/);
    // of a mixed folder the loader takes the kind that there are most of
    expect(card).toContain('  - split: train\n    path:\n    - "train/*.jpg"\n    - "train/metadata.jsonl"\n');
  });

  it.each([
    // in the order of their names; pictures of a, b, c …
    { what: 'leaves a prompt that is far too large', pictures: [10, 2, 3], share: 0.2, aside: 2 },
    { what: 'comes as near as it can', pictures: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], share: 0.3, aside: 3 },
    { what: 'sets the least aside where all are too large', pictures: [12, 10, 11], share: 0.1, aside: 10 },
    { what: 'keeps one prompt to train on', pictures: [1, 1], share: 0.9, aside: 1 },
    { what: 'sets nothing aside of one prompt', pictures: [5], share: 0.5, aside: 0 },
  ])('$what', ({ pictures, share, aside }) => {
    const journal = openJournal(join(target, 'journal.sqlite'));
    try {
      const items = pictures.flatMap((count, prompt) => Array.from({ length: count }, () => String.fromCodePoint(97 + prompt)));
      for (const [position, prompt] of items.entries())
        journal.add({ position, image: images[0]!.id, name: String(position), caption: '', state: 'planned', content: '', prompt });
      journal.split(share, null);
      expect(journal.counts('validation').planned).toBe(aside);
    } finally {
      journal.close();
    }
  });

  it('for kohya has a caption of one line beside each picture', async () => {
    await run({ dataset: { layout: 'kohya', concept: 'balloon', repeats: 3 }, format: 'webp' });
    const pictures = files().filter((name) => name.endsWith('.webp'));
    expect(pictures).toHaveLength(images.length);
    for (const name of pictures) {
      expect(name).toMatch(/^3_balloon\//);
      expect(String(read(name.replace('.webp', '.txt')))).toMatch(/^[^\n]+$/);
    }
  });

  it('as WebDataset is whole shards whose samples have three parts', async () => {
    await run({ dataset: { layout: 'webdataset', shard: 7 }, format: 'png' });
    expect(files()).toEqual(['README.md', 'train-000000.tar', 'train-000001.tar', 'train-000002.tar']);
    const samples = new Map<string, Set<string>>();
    for (const name of files().slice(1)) {
      const tar = extract();
      tar.end(read(name));
      for await (const entry of tar) {
        const [key = '', ...ends] = entry.header.name.split('.');
        const bytes = await buffer(entry);
        samples.set(key, (samples.get(key) ?? new Set()).add(ends.join('.')));
        if (ends[0] === 'png') expect(recipeFromFile(bytes)).not.toBe(null);
      }
    }
    expect(samples.size).toBe(images.length);
    for (const ends of samples.values()) expect([...ends].toSorted()).toEqual(['json', 'png', 'txt']);
  });

  it('leaves out what is there twice, by content and by looks', async () => {
    // the stand-in paints one colour a seed: four looks of which all are flat
    const doubled = await run({ dataset: { layout: 'imagefolder', dedupe: 'perceptual' } });
    expect(doubled).toMatchObject({ done: 1, left: { duplicates: images.length - 1 } });
    target = `${target}-content`;
    const twice = [images[0]!.id, images[1]!.id, images[0]!.id];
    expect(await run({ what: { kind: 'ids', ids: twice }, dataset: { layout: 'imagefolder', dedupe: 'content' } })).toMatchObject({
      done: 2,
      left: { duplicates: 1 },
    });
  });
});

describe('a zip', () => {
  it('holds what the folder would, and opens', async () => {
    await run({ name: '{counter}', sidecar: 'text', recipes: 'jsonl' });
    const expected = new Map(files().map((name) => [name, digest(read(name))]));
    target = join(folder, `pictures-${n}.zip`);
    expect((await run({ name: '{counter}', sidecar: 'text', recipes: 'jsonl' }, 'zip')).state).toBe('done');
    const zip = await fromBufferPromise(readFileSync(target));
    const found = new Map<string, string>();
    for await (const entry of zip.eachEntry()) found.set(entry.fileName, digest(await buffer(await zip.openReadStreamPromise(entry))));
    expect(found).toEqual(expected);
    expect(files(studio.home.exports).filter((name) => /\.(zip|png|tmp)$/.test(name))).toEqual([]);
  });
});

describe('an export that is stopped', () => {
  const db = () => openStore(studio.home.store);
  let open: ReturnType<typeof db>;
  let library: Catalogue;
  let exports: Exports;
  let asked: number;
  let onAsk: (n: number) => void;
  const openExports = (): Exports =>
    createExports({
      workplace: join(folder, `workplace-${n}`),
      suggested: folder,
      clock: Date.now,
      publish: () => undefined,
      select: async (what) => (what.kind === 'ids' ? what.ids : library.ids({ text: what.query, sort: 'newest' })),
      catalogue: { imagesByIds: (ids) => imagesByIds(open, ids), looksLike: async () => '' },
      library: () => {
        asked += 1;
        onAsk(asked);
        return studio.home.library;
      },
      thumbnail: async () => Buffer.alloc(0),
      licenceOf: async () => null,
      checkPlace: () => undefined,
    });
  beforeEach(() => {
    open = db();
    library = openCatalogue(open, Date.now);
    asked = 0;
    onAsk = () => undefined;
    exports = openExports();
  });
  afterEach(() => open.close());
  const request = (wanted: Wanted, kind: 'folder' | 'zip' = 'folder') => ({ options: optionsOf(wanted), target: { kind, path: target } });

  it.each(['folder', 'webdataset'] as const)('goes on where it stopped (%s), and does nothing twice', async (kind) => {
    const wanted = request({ name: '{counter}', ...(kind === 'folder' ? {} : { dataset: { layout: 'webdataset', shard: 4 } }) });
    const controller = new AbortController();
    onAsk = (count) => {
      if (count === 10) controller.abort();
    };
    const stopped = await exports.run(wanted, controller.signal);
    expect(stopped).toMatchObject({ state: 'cancelled', total: images.length });
    expect(stopped.done).toBeGreaterThan(0);
    expect(stopped.done).toBeLessThan(images.length);
    const before = new Map(files().map((name) => [name, lstatSync(join(target, name)).mtimeMs]));
    onAsk = () => undefined;
    asked = 0;
    expect(await exports.run(wanted, new AbortController().signal)).toMatchObject({
      state: 'done',
      done: images.length,
      total: images.length,
    });
    expect(asked).toBe(images.length - stopped.done);
    for (const [name, time] of before) expect(lstatSync(join(target, name)).mtimeMs).toBe(time);
    expect(files().filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('by the end of the program is found again, and one that was killed overwrites only its own', async () => {
    const wanted = request({ name: '{counter}' });
    onAsk = (count) => {
      if (count === 8) void exports.close();
    };
    expect((await exports.run(wanted, new AbortController().signal)).state).toBe('interrupted');
    const written = files();
    const [first = ''] = written;
    // the file was there, its entry in the journal was not: what a kill leaves behind
    onAsk = () => undefined;
    exports = openExports();
    const [found] = exports.list();
    expect(found).toMatchObject({ state: 'interrupted', total: images.length, done: written.length });
    const foreign = `${images.length}.png`;
    expect(written).not.toContain(foreign);
    writeFileSync(join(target, foreign), 'mine');
    expect((await exports.run(wanted, new AbortController().signal)).error?.message).toEqual(saying('is there already'));
    expect(String(read(foreign))).toBe('mine');
    rmSync(join(target, foreign));
    expect(await exports.run(wanted, new AbortController().signal)).toMatchObject({ state: 'done', done: images.length });
    expect(files()).toContain(first);
    expect(exports.list().filter(({ state }) => state === 'interrupted')).toEqual([]);
  });

  it('as a zip leaves nothing', async () => {
    target = join(folder, `zips-${n}`, 'x.zip');
    const controller = new AbortController();
    onAsk = (count) => {
      if (count === 10) controller.abort();
    };
    expect((await exports.run(request({}, 'zip'), controller.signal)).state).toBe('cancelled');
    expect(files(join(folder, `zips-${n}`))).toEqual([]);
    expect(files(join(folder, `workplace-${n}`)).filter((name) => !name.endsWith('.lock'))).toEqual([]);
  });
});

it.each<readonly [string, NonNullable<Wanted['dataset']>]>([
  ['train/01-7.png', { layout: 'imagefolder' }],
  ['2_ink/01-7.png', { layout: 'kohya', concept: 'ink', repeats: 2 }],
  ['train-000000.tar/01-7.png', { layout: 'webdataset' }],
])('a preview of a data set says where a picture lies in it: %s', async (path, dataset) => {
  const { names } = await studio.call('export.preview', optionsOf({ name: '{counter:2}/7', dataset }));
  expect(names[0]).toBe(path);
});

it('a preview says names, keys and the count, and writes nothing', async () => {
  const preview = await studio.call('export.preview', optionsOf({ name: '{counter:2}-{seed}', format: 'avif' }));
  expect(preview).toMatchObject({ count: images.length, names: expect.arrayContaining([`01-${images[0]!.recipe.seed}.avif`]) });
  expect(preview.keys.find(({ name }) => name === 'seed')?.example).toBe(String(images[0]!.recipe.seed));
  expect(preview.names).toHaveLength(5);
  expect(basename(preview.folder)).not.toBe('');
  expect(existsSync(preview.folder)).toBe(false);
});
