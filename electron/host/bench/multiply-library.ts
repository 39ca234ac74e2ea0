import { linkSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { openStore } from '../../store/open.ts';
import { all, first, run, sql, transaction } from '../../store/sql.ts';
import { type Home, resolveHome } from '../home.ts';
import { buildLibrary } from './build-library.ts';

const Base = z.array(z.object({ file: z.string() }));
const Span = z.object({ count: z.int(), first: z.int(), last: z.int() });
const day = 86_400_000;

/** Every copy of a picture is a row of its own, days later, and a link to the same file. */
const multiply = (home: Home, times: number): void => {
  const db = openStore(home.store);
  const files = Base.parse(all(db, sql`SELECT file FROM images`)).map(({ file }) => file);
  const span = Span.parse(first(db, sql`SELECT count(*) AS count, min(created_at) AS first, max(created_at) AS last FROM images`));
  const apart = Math.ceil((span.last - span.first + 1) / day) * day;
  const { last } = Span.parse(first(db, sql`SELECT 0 AS count, 0 AS first, max(row) AS last FROM images`));
  transaction(db, () => {
    for (let copy = 1; copy < times; copy += 1) {
      const [rows, later, folder, id] = [copy * last, copy * apart, `copy-${copy}/`, copy.toString(16).padStart(8, '0')];
      run(
        db,
        sql`INSERT INTO images (row, id, generation_id, prompt_id, file, width, height, bytes, sha256, created_at, day, milliseconds, calls,
                                model, model_id, sampler, schedule, steps, guidance, seed, has_source, has_mask, rating, favourite, missing,
                                deleted_at, warnings, recipe)
            SELECT row + ${rows}, ${id} || substr(id, 9), generation_id, prompt_id, ${folder} || file, width, height, bytes, sha256,
                   created_at + ${later},
                   CAST(strftime('%Y%m%d', (created_at + ${later}) / 1000, 'unixepoch', 'localtime') AS INTEGER),
                   milliseconds, calls, model, model_id, sampler, schedule, steps, guidance, seed, has_source, has_mask, rating, favourite,
                   missing, deleted_at, warnings, recipe
            FROM images WHERE row <= ${last}`,
      );
      run(db, sql`INSERT INTO image_tags (tag, image) SELECT tag, image + ${rows} FROM image_tags WHERE image <= ${last}`);
      const folders = new Set(files.map((file) => dirname(folder + file)));
      for (const one of folders) mkdirSync(join(home.library, one), { recursive: true });
      for (const file of files) linkSync(join(home.library, file), join(home.library, folder + file));
    }
    run(db, sql`DELETE FROM order_unlogged`);
  });
  db.close();
};

/** Side of a picture in pixels, and how many looks there are. */
const [side, looks] = [768, 12];

/** Pictures as large as those that people make: soft clouds of colour. */
const clouds = (): Promise<Buffer[]> =>
  Promise.all(
    Array.from({ length: looks }, async (_, n) => {
      const small = { width: 24, height: 24, channels: 3, background: { r: n * 20, g: 240 - n * 20, b: 90 } } as const;
      const noise = await sharp({ create: { ...small, noise: { type: 'gaussian', mean: 120, sigma: 60 } } })
        .png()
        .toBuffer();
      return sharp(noise).resize(side, side, { kernel: 'cubic' }).png({ compressionLevel: 3 }).toBuffer();
    }),
  );

/** A library of so many pictures in seconds: `different` of them are made, the rest are their copies. Not for measuring searches. Answers where it lies. */
export const multipliedLibrary = async (folder: string, pictures: number, different: number): Promise<Home> => {
  const { data } = buildLibrary(folder, different, () => undefined, await clouds());
  const home = resolveHome({ TINCTURE_HOME: data });
  multiply(home, Math.ceil(pictures / different));
  return home;
};
