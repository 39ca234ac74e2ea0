import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import type { Image } from '../../contract/records.ts';
import { type Store, openStore } from '../../store/open.ts';
import { type Studio, newFolder, openStudio, removeFolder } from '../testing/studio.ts';
import { chunk } from '../metadata/png.ts';
import { type Change, unpackIds } from '../../contract/order.ts';
import { binName } from './bin.ts';
import { stampOf } from './file-stamp.ts';
import { orderLogName } from './order-log.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
beforeEach(async () => {
  folder = newFolder();
  studio = await openStudio(folder);
});
afterEach(async () => {
  await studio.close();
  removeFolder(folder);
});

const make = async (prompt = 'a fish'): Promise<Image> => {
  const [job] = await studio.call('jobs.start', { recipe: aRecipe({ prompt }), count: 1 });
  return studio.until('image.added', (image) => image.generation === job);
};
const pathOf = (image: Image): string => join(studio.home.library, image.file);
const list = async (): Promise<Image[]> => studio.call('images.byIds', await studio.ids());
const restart = async (between: () => void, options: Parameters<typeof openStudio>[1] = {}): Promise<void> => {
  await studio.close();
  between();
  studio = await openStudio(folder, options);
};

describe('after a restart', () => {
  it('pictures are found again', async () => {
    const image = await make();
    await restart(() => undefined);
    expect(await list()).toEqual([image]);
  });

  it('the index is made anew from the pictures where it is lost', async () => {
    const image = await make('a lost “Löwe”');
    await restart(() => rmSync(dirname(studio.home.store), { recursive: true }));
    const [found] = await list();
    expect(found).toMatchObject({ file: image.file, recipe: image.recipe, sha256: image.sha256, width: 64, height: 64 });
    expect(Math.abs((found?.createdAt ?? 0) - image.createdAt)).toBeLessThan(5_000);
    expect(await studio.ids('löwe')).toHaveLength(1);
  });

  it('a picture to which somebody appended something is one, also for a new index', async () => {
    const image = await make();
    await restart(() => {
      appendFileSync(pathOf(image), 'x');
      rmSync(dirname(studio.home.store), { recursive: true });
    });
    expect(await list()).toMatchObject([{ file: image.file, recipe: image.recipe }]);
  });

  it('half-written files are gone, and one that another living process writes stays', async () => {
    const image = await make();
    const day = dirname(pathOf(image));
    await restart(() => {
      writeFileSync(join(day, `.tincture-${process.pid}-x.png.tmp`), 'half');
      writeFileSync(join(day, '.tincture-999999999-x.png.tmp'), 'half');
      writeFileSync(join(day, '.tincture-1-x.png.tmp'), 'of a living process');
    });
    expect(readdirSync(day).filter((name) => name.startsWith('.'))).toEqual(['.tincture-1-x.png.tmp']);
    expect(await list()).toEqual([image]);
  });

  it('files that are no whole pictures of ours are left alone and not shown', async () => {
    const image = await make();
    const day = dirname(pathOf(image));
    const foreign = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await restart(() => {
      writeFileSync(join(day, 'foreign.png'), foreign);
      writeFileSync(join(day, 'cut.png'), readFileSync(pathOf(image)).subarray(0, -20));
      writeFileSync(join(day, 'text.png'), 'no picture');
    });
    expect(await list()).toEqual([image]);
    expect(readdirSync(day)).toHaveLength(4);
  });

  it('a picture whose file has gone is marked, and unmarked when it is back', async () => {
    const image = await make();
    const away = join(folder, 'away.png');
    await restart(() => renameSync(pathOf(image), away));
    expect(await list()).toEqual([{ ...image, missing: true }]);
    expect(await studio.host.imageFile(image.id, 'full')).toBe(null);
    await restart(() => renameSync(away, pathOf(image)));
    expect(await list()).toEqual([image]);
  });
});

describe('what was done to the files behind our back', () => {
  const told = (): string[] => studio.told.flatMap(({ name, payload }) => (name === 'studio.notice' ? [inEnglish(payload.message)] : []));

  it('a renamed picture is found again, with its row', async () => {
    const image = await make();
    await studio.call('images.change', { of: { ids: [image.id] }, change: { kind: 'favourite', favourite: true } });
    const to = '2026 best/my favourite.png';
    await restart(() => {
      mkdirSync(join(studio.home.library, '2026 best'));
      renameSync(pathOf(image), join(studio.home.library, to));
    });
    expect(await list()).toEqual([{ ...image, file: to, favourite: true }]);
    expect((await studio.call('library.check', { how: 'quick' })).moved).toEqual([]);
    expect(told().join()).toContain('found again under another name');
  });

  it('one that was renamed and changed is found by its recipe, and told', async () => {
    const [image, other] = [await make(), await make('another fish')];
    const to = image.file.replace('.png', '-edited.png');
    await restart(() => {
      const bytes = readFileSync(pathOf(image));
      rmSync(pathOf(image));
      // a chunk that means nothing, before the end
      writeFileSync(
        join(studio.home.library, to),
        Buffer.concat([bytes.subarray(0, -12), chunk('teSt', Buffer.from('x')), bytes.subarray(-12)]),
      );
    });
    const report = await studio.call('library.check', { how: 'quick' });
    expect(await list()).toEqual([other, { ...image, file: to }]);
    expect(report.changed).toEqual([to]);
    expect(told().join()).toContain(`1 picture was changed by another program. For example: ${to}.`);
  });

  it('a copy is another picture, and its original stays what it is', async () => {
    const image = await make();
    const copy = image.file.replace('.png', ' (copy).png');
    await restart(() => writeFileSync(join(studio.home.library, copy), readFileSync(pathOf(image))));
    expect((await list()).map(({ file }) => file).toSorted()).toEqual([copy, image.file].toSorted());
    expect((await list()).find(({ id }) => id === image.id)?.file).toBe(image.file);
  });

  /** Other bytes of the same length, with the same time: only the entry in the folder tells. */
  const overwrite = (image: Image): void => {
    const { atime, mtime } = statSync(pathOf(image));
    const bytes = readFileSync(pathOf(image));
    bytes[bytes.length - 14] = (bytes[bytes.length - 14] ?? 0) ^ 1;
    writeFileSync(pathOf(image), bytes);
    utimesSync(pathOf(image), atime, mtime);
  };
  const inStore = (use: (db: Store) => void): void => {
    const db = openStore(studio.home.store);
    use(db);
    db.close();
  };

  it('changed bytes of the same length and time are found without reading the others', async () => {
    const [image, other] = [await make(), await make('another fish')];
    // whoever reads this one finds other bytes than these
    inStore((db) => db.prepare('UPDATE images SET sha256 = ? WHERE id = ?').run('0'.repeat(64), other.id));
    overwrite(image);
    expect((await studio.call('library.check', { how: 'quick' })).changed).toEqual([image.file]);
    expect(await studio.call('library.report', null)).toMatchObject({ how: 'quick', changed: [image.file], pictures: 2 });
  });

  it('bytes that went bad by themselves are found by a thorough look', async () => {
    const image = await make();
    overwrite(image);
    const { stamp } = await stampOf(pathOf(image));
    inStore((db) => db.prepare('UPDATE file_stamps SET stamp = ?').run(stamp));
    expect((await studio.call('library.check', { how: 'quick' })).changed).toEqual([]);
    expect((await studio.call('library.check', { how: 'thorough' })).changed).toEqual([image.file]);
  });

  it('a file that was only touched is read once', async () => {
    const image = await make();
    utimesSync(pathOf(image), new Date(), new Date(Date.now() + 60_000));
    expect((await studio.call('library.check', { how: 'quick' })).changed).toEqual([]);
    inStore((db) => db.prepare('UPDATE images SET sha256 = ?').run('0'.repeat(64)));
    expect((await studio.call('library.check', { how: 'quick' })).changed).toEqual([]);
    utimesSync(pathOf(image), new Date(), new Date(Date.now() + 90_000));
    expect((await studio.call('library.check', { how: 'quick' })).changed).toEqual([image.file]);
  });

  it('what was changed or is missing is told once, and stays in the report until it is as it was', async () => {
    const [image, gone] = [await make(), await make('another fish')];
    const before = readFileSync(pathOf(image));
    const [away, of] = [join(folder, 'away.png'), pathOf(gone)];
    await restart(() => {
      overwrite(image);
      renameSync(of, away);
    });
    const expected = { changed: [image.file], missing: [gone.file] };
    expect(await studio.call('library.check', { how: 'quick' })).toMatchObject(expected);
    expect(told().join()).toMatch(/1 picture has no file any more.*1 picture was changed/);
    // said before there is a window, it waits for one, and a second or a reloaded one hears it too
    for (const _ of ['first', 'second'])
      expect((await studio.call('notices.recent', null)).map(({ message }) => inEnglish(message))).toEqual(told());
    await restart(() => undefined);
    expect(await studio.call('library.check', { how: 'quick' })).toMatchObject(expected);
    expect(told()).toEqual([]);
    writeFileSync(pathOf(image), before);
    renameSync(away, of);
    expect(await studio.call('library.check', { how: 'quick' })).toMatchObject({ changed: [], missing: [] });
  });

  it('what cannot be read is said when the index is made anew, each with its reason', async () => {
    const image = await make();
    const day = dirname(pathOf(image));
    const foreign = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await restart(() => {
      rmSync(dirname(studio.home.store), { recursive: true });
      writeFileSync(join(day, 'foreign.png'), foreign);
      writeFileSync(join(day, 'cut.png'), readFileSync(pathOf(image)).subarray(0, -20));
      writeFileSync(join(day, 'text.png'), 'no picture');
      writeFileSync(join(day, 'empty.png'), '');
    });
    const { unread } = await studio.call('library.check', { how: 'quick' });
    const reasons = new Map(unread.map(({ file, reason }) => [file.slice(file.lastIndexOf('/') + 1), inEnglish(reason)]));
    expect(reasons).toEqual(
      new Map([
        ['foreign.png', 'There is no recipe of Tincture in it.'],
        ['cut.png', 'The file is cut off.'],
        ['text.png', 'The file is not a picture of a known format.'],
        ['empty.png', 'The file is empty.'],
      ]),
    );
    expect(told().join()).toMatch(/1 picture was found by its file\. 4 files could not be read/);
  });
});

describe('a picture', () => {
  it('whose file goes while the window is open is marked when it is asked for', async () => {
    const image = await make();
    rmSync(pathOf(image));
    expect(await studio.host.imageFile(image.id, 256)).toBe(null);
    expect(await studio.until('image.changed', ({ id }) => id === image.id)).toMatchObject({ missing: true });
  });

  it('has thumbnails that are made once', async () => {
    const image = await make();
    const [a, b] = await Promise.all([studio.host.imageFile(image.id, 256), studio.host.imageFile(image.id, 256)]);
    expect(a).toEqual(b);
    const before = readFileSync(a?.path ?? '');
    expect((await sharp(before).metadata()).format).toBe('webp');
    truncateSync(a?.path ?? '', 3);
    await studio.host.imageFile(image.id, 256);
    expect(readFileSync(a?.path ?? '')).toHaveLength(3);
  });

  it('has another thumbnail as soon as its file is another', async () => {
    const image = await make();
    const before = await studio.host.imageFile(image.id, 256);
    const red = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    writeFileSync(pathOf(image), red);
    const after = await studio.host.imageFile(image.id, 256);
    expect(after?.path).not.toBe(before?.path);
    expect((await sharp(after?.path).stats()).dominant).toMatchObject({ r: 248, g: 8, b: 8 });
  });

  it('carries its recipe', async () => {
    const image = await make();
    const base64 = readFileSync(pathOf(image)).toString('base64');
    expect(await studio.call('sources.settings', { base64 })).toMatchObject({ tool: 'Tincture', recipe: image.recipe });
  });

  it('can be a favourite', async () => {
    const image = await make();
    expect(await studio.call('images.change', { of: { ids: [image.id] }, change: { kind: 'favourite', favourite: true } })).toMatchObject({
      count: 1,
    });
    expect(await list()).toEqual([{ ...image, favourite: true }]);
  });
});

describe('order', () => {
  const change = (ids: readonly Image['id'][], what: Change) => studio.call('images.change', { of: { ids: [...ids] }, change: what });

  it('outlives the store: what was done to the pictures is read from the log beside them', async () => {
    const [a, b] = [await make('a fish'), await make('a cat')];
    await change([a.id, b.id], { kind: 'rating', rating: 4 });
    await change([a.id], { kind: 'addTag', tag: 'sea, “deep”' });
    await change([b.id], { kind: 'addToCollection', collection: 'Best of' });
    await change([a.id], { kind: 'addToCollection', collection: 'Best of' });
    await change([a.id], { kind: 'favourite', favourite: true });
    await change([b.id], { kind: 'rating', rating: 0 });
    await studio.call('collections.add', 'empty');
    await studio.call('searches.save', { name: 'good', query: { text: 'rating>=4', sort: 'rating' } });
    const before = (await list()).map(({ file, rating, favourite, tags, collections }) => ({ file, rating, favourite, tags, collections }));
    await restart(() => {
      rmSync(dirname(studio.home.store), { recursive: true });
      // cut off in the middle of a line, as by a lost power
      writeFileSync(join(studio.home.library, orderLogName), '\n{"file":"x', { flag: 'a' });
    });
    const after = (await list()).map(({ file, rating, favourite, tags, collections }) => ({ file, rating, favourite, tags, collections }));
    expect(after.toSorted((x, y) => (x.file < y.file ? -1 : 1))).toEqual(before.toSorted((x, y) => (x.file < y.file ? -1 : 1)));
    expect(before.find(({ file }) => file === a.file)).toMatchObject({ rating: 4, favourite: true, tags: ['sea, “deep”'] });
    const listing = await studio.call('images.ids', { text: 'collection:"best of"', sort: 'added' });
    const inOrder = await studio.call('images.byIds', unpackIds(listing.sections[0]?.ids ?? ''));
    expect(inOrder.map(({ file }) => file)).toEqual([b.file, a.file]);
    expect((await studio.call('collections.list', null)).map(({ name, count }) => [name, count])).toEqual([
      ['Best of', 2],
      ['empty', 0],
    ]);
    expect(await studio.call('searches.list', null)).toEqual([{ name: 'good', query: { text: 'rating>=4', sort: 'rating' } }]);
  });

  it('is changed for whatever a query finds, told, and taken back', async () => {
    const [a, b] = [await make('a fish'), await make('a cat')];
    const done = await studio.call('images.change', {
      of: { query: { text: 'fish', sort: 'newest' } },
      change: { kind: 'rating', rating: 5 },
    });
    expect(done.count).toBe(1);
    expect(studio.told.filter(({ name }) => name === 'images.changed')).toEqual([{ name: 'images.changed', payload: { ids: [a.id] } }]);
    expect([await studio.ids('rating:5'), await studio.ids('rating:0')]).toEqual([[a.id], [b.id]]);
    await studio.call('images.undo', done.undo);
    expect(await studio.ids('rating:5')).toEqual([]);
    await expect(studio.call('images.undo', done.undo)).rejects.toThrow(/nothing left to undo/);
  });

  it('says where a query makes no sense', async () => {
    await expect(studio.ids('a colour:red')).rejects.toMatchObject({ error: { code: 'bad-input', what: 'query.text' } });
    await expect(studio.ids('a colour:red')).rejects.toThrow(/character 3/);
  });

  it('of a removed collection comes back with its undo', async () => {
    const image = await make();
    await change([image.id], { kind: 'addToCollection', collection: 'x' });
    const { undo } = await studio.call('collections.remove', 'x');
    expect(await studio.call('collections.list', null)).toEqual([]);
    await studio.call('images.undo', undo);
    expect(await studio.call('collections.list', null)).toEqual([{ name: 'x', count: 1, cover: image.id }]);
  });
});

describe('where a picture comes from', () => {
  const run = async (recipe: Image['recipe']): Promise<Image> => {
    const [job] = await studio.call('jobs.start', { recipe: { ...recipe, made: null }, count: 1 });
    return studio.until('image.added', (image) => image.generation === job);
  };

  it('is walked both ways, and is read from the files where the index is lost', async () => {
    const parent = await make('a fish');
    const varied = await run({ ...parent.recipe, seed: 99, lineage: { parent: parent.sha256, how: 'vary' } });
    const started = await run({ ...varied.recipe, lineage: null, source: { image: varied.sha256, strength: 0.5, mask: null } });
    const walk = async (image: Image) => {
      const [id] = await studio.ids(`file:${image.file}`);
      if (id === undefined) throw new Error('not in the library');
      const names = async (kin: readonly { how: string; image: Image['id'] | null }[]) =>
        Promise.all(
          kin.map(async (one) => [one.how, one.image === null ? null : (await studio.call('images.byIds', [one.image]))[0]?.file]),
        );
      const { parents, children } = await studio.call('images.lineage', id);
      return { parents: await names(parents), children: await names(children) };
    };
    const check = async () => {
      expect(await walk(parent)).toEqual({ parents: [], children: [['vary', varied.file]] });
      expect(await walk(varied)).toEqual({ parents: [['vary', parent.file]], children: [['source', started.file]] });
      expect(await walk(started)).toEqual({ parents: [['source', varied.file]], children: [] });
    };
    await check();
    await restart(() => rmSync(dirname(studio.home.store), { recursive: true }));
    await check();
    const [gone] = await studio.ids(`file:${parent.file}`);
    await studio.call('images.delete', { ids: gone === undefined ? [] : [gone] });
    expect(await walk(varied)).toMatchObject({ parents: [['vary', null]] });
  });
});

describe('pictures that look the same', () => {
  it('are found, and those that do not are not', async () => {
    const pictures = [await make('a fish'), await make('a cat'), await make('a dog')];
    // a gradient, the same smaller and darker, and its mirror image
    const gradient = (turn: (x: number) => number, side: number, light: number) =>
      sharp(Buffer.from(Array.from({ length: side * side }, (_, at) => (turn((at % side) / side) * 200 * light) | 0)), {
        raw: { width: side, height: side, channels: 1 },
      })
        .png()
        .toBuffer();
    const drawn = [await gradient((x) => x, 64, 1), await gradient((x) => x, 48, 0.8), await gradient((x) => 1 - x, 64, 1)];
    for (const [n, image] of pictures.entries()) writeFileSync(pathOf(image), drawn[n]!);
    const [a, b, c] = pictures.map(({ id }) => id);
    if (a === undefined || b === undefined || c === undefined) throw new Error('three pictures');
    await studio.call('images.alike', a);
    await vi.waitFor(async () => expect((await studio.call('images.alike', a)).pending).toBe(0), 30_000);
    expect((await studio.call('images.alike', a)).alike.map(({ id }) => id)).toEqual([b]);
    expect((await studio.call('images.alike', c)).alike).toEqual([]);
    const { groups } = await studio.call('images.duplicates', null);
    expect(groups.map((group) => group.toSorted())).toEqual([[a, b].toSorted()]);

    // painted over by another program
    writeFileSync(pathOf(pictures[1]!), await gradient((x) => (x < 0.5 ? 1 - x : x), 70, 1));
    expect((await studio.call('library.check', { how: 'quick' })).changed).toContain(pictures[1]!.file);
    expect((await studio.call('images.alike', b)).alike).toEqual([]);
  });
});

describe('deleting', () => {
  it('moves the file into the bin, and can be undone', async () => {
    const image = await make();
    await studio.call('images.delete', { ids: [image.id] });
    expect([existsSync(pathOf(image)), await list()]).toEqual([false, []]);
    expect(existsSync(join(studio.home.library, binName(image)))).toBe(true);
    expect(studio.told.at(-1)).toEqual({ name: 'images.removed', payload: [image.id] });
    expect(await studio.call('images.undo', null)).toEqual({ count: 1 });
    expect([existsSync(pathOf(image)), await list()]).toEqual([true, [image]]);
  });

  it('keeps two of the same name apart, and gives both back', async () => {
    const image = await make();
    const copy = `best/${image.file.slice(image.file.lastIndexOf('/') + 1)}`;
    await restart(() => {
      mkdirSync(join(studio.home.library, 'best'));
      writeFileSync(join(studio.home.library, copy), readFileSync(pathOf(image)));
    });
    const before = await list();
    expect(before).toHaveLength(2);
    await studio.call('images.delete', { ids: before.map(({ id }) => id) });
    expect(await list()).toEqual([]);
    expect(await studio.call('images.undo', null)).toEqual({ count: 2 });
    expect([existsSync(pathOf(image)), existsSync(join(studio.home.library, copy))]).toEqual([true, true]);
  });

  it('holds over a restart', async () => {
    const image = await make();
    await studio.call('images.delete', { ids: [image.id] });
    await restart(() => undefined);
    expect(await list()).toEqual([]);
    expect(await studio.call('images.undo', null)).toEqual({ count: 1 });
  });

  it('hands the file to the system when the window closes', async () => {
    const trashed: string[] = [];
    const trash = async (path: string): Promise<void> => {
      trashed.push(path);
      rmSync(path);
    };
    await restart(() => undefined, { trash });
    const image = await make();
    await studio.call('images.delete', { ids: [image.id] });
    expect(trashed).toEqual([]);
    await restart(() => undefined, { trash });
    expect(trashed).toEqual([join(studio.home.library, binName(image))]);
    expect([await list(), await studio.call('images.undo', null)]).toEqual([[], { count: 0 }]);
  });

  it('that was cut off between the file and its row is completed, and so is a restore', async () => {
    const image = await make();
    const binned = join(studio.home.library, binName(image));
    await restart(() => {
      mkdirSync(dirname(binned), { recursive: true });
      renameSync(pathOf(image), binned);
    });
    expect(await list()).toEqual([]);
    await restart(() => renameSync(binned, pathOf(image)));
    expect(await list()).toEqual([image]);
  });
});

it('pictures that another process adds are announced', async () => {
  const { openDirect } = await import('../direct.ts');
  const { standInEngine } = await import('../testing/studio.ts');
  const direct = openDirect({
    home: studio.home,
    engine: { node: process.execPath, main: standInEngine, provider: 'cpu' },
    appFolder: join(folder, 'app'),
    builtInModels: join(folder, 'models'),
    publish: () => undefined,
  });
  const image = await direct.run(aRecipe({ prompt: 'from elsewhere' }), {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onPreview: () => undefined,
  });
  await direct.close();
  expect(await studio.until('image.added', ({ id }) => id === image.id)).toEqual(image);
});
