import { join } from 'node:path';
import sharp from 'sharp';
import { aRecipe } from '../../contract/examples.ts';
import { type ExportFormat, ExportOptions } from '../../contract/export.ts';
import { Image, ImageId, unordered } from '../../contract/records.ts';
import { createExports } from './exports.ts';

/** A square PNG of noise over a ramp: it compresses about as well as a picture does. */
export const painted = async (seed: number, side: number): Promise<Buffer> => {
  const pixels = Buffer.alloc(side * side * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = ((at / 3) % side) / 4 + ((at * 2_654_435_761 + seed * 97) % 23) + 60;
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
};

const idStart = '00000000-0000-4000-8000-';
const idOf = (n: number): ImageId => ImageId.parse(`${idStart}${String(n).padStart(12, '0')}`);

export const recordOf = (n: number, file: string, side: number): Image =>
  Image.parse({
    ...unordered,
    id: idOf(n),
    generation: idOf(n),
    file,
    width: side,
    height: side,
    bytes: 0,
    sha256: 'ab'.repeat(32),
    recipe: aRecipe({ seed: n, width: side, height: side }),
    createdAt: 0,
    milliseconds: 0,
    calls: 0,
    warnings: [],
    missing: false,
    origin: null,
  });

export const exportOptions = (format: ExportFormat): ExportOptions => ExportOptions.parse({ what: { kind: 'query', query: '' }, format });

/** Exports `count` pictures, whose files are below `root/library`, into the folder `to`. Throws where one of them is not written. */
export const exportAll = async (
  { root, count, imageOf }: Readonly<{ root: string; count: number; imageOf: (n: number) => Image }>,
  format: ExportFormat,
  to: string,
): Promise<void> => {
  const exports = createExports({
    workplace: join(root, 'workplace'),
    suggested: root,
    clock: Date.now,
    publish: () => undefined,
    select: async () => Array.from({ length: count }, (_, n) => idOf(n)),
    catalogue: {
      imagesByIds: (ids) => ids.map((id) => imageOf(Number(id.slice(idStart.length)))),
      looksLike: () => Promise.resolve(''),
    },
    library: () => join(root, 'library'),
    thumbnail: () => Promise.resolve(Buffer.alloc(0)),
    licenceOf: () => Promise.resolve(null),
    checkPlace: () => undefined,
  });
  const options = exportOptions(format);
  const { state, done } = await exports.run({ options, target: { kind: 'folder', path: to } }, new AbortController().signal);
  if (state !== 'done' || done !== count) throw new Error(`the export ended as ${state} with ${done} pictures`);
};
