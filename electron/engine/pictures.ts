import sharp, { type Sharp } from 'sharp';
import { PictureError } from '../../native-models/pipelines/errors.ts';
import type { Mask, Picture } from '../../native-models/pipelines/types.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

sharp.concurrency(1);

/** A source larger than this is no picture but an attack on the memory. */
const pixelLimit = 100_000_000;
const previewSide = 512;

const rawOf = (picture: Picture): Sharp => sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } });

/** The same picture gives the same bytes. */
export const toPng = (picture: Picture): Promise<Buffer> => rawOf(picture).png({ compressionLevel: 6 }).toBuffer();

/** Small and quick, for the eye only. */
export const toPreview = (picture: Picture): Promise<Buffer> =>
  rawOf(picture)
    .resize({ width: previewSide, height: previewSide, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82, chromaSubsampling: '4:4:4' })
    .toBuffer();

const decode = async (file: Uint8Array, what: Words, change: (image: Sharp) => Sharp): Promise<Buffer> => {
  try {
    return await change(sharp(file, { limitInputPixels: pixelLimit }).rotate())
      .raw()
      .toBuffer();
  } catch (error) {
    throw new PictureError('source-invalid', sentence('picture.unreadable', { what }), { cause: error });
  }
};

/** A picture file at the size of the request: scaled to cover it, the rest cut off evenly. */
export const readPicture = async (file: Uint8Array, width: number, height: number): Promise<Picture> => {
  const data = await decode(file, sentence('name.source-file'), (image) =>
    image
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .resize(width, height, { fit: 'cover', kernel: 'lanczos3' }),
  );
  return { width, height, data };
};

/** A picture file as large as it is. */
export const decodePicture = async (file: Uint8Array): Promise<Picture> => {
  try {
    const image = sharp(file, { limitInputPixels: pixelLimit })
      .rotate()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha();
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (error) {
    throw new PictureError('source-invalid', sentence('picture.unreadable', { what: sentence('name.source-file') }), { cause: error });
  }
};

/** A mask file at the size of the request: white is repainted, black is kept. */
export const readMask = async (file: Uint8Array, width: number, height: number): Promise<Mask> => {
  const data = await decode(file, sentence('name.mask'), (image) =>
    image.flatten({ background: '#000000' }).toColourspace('b-w').resize(width, height, { fit: 'cover', kernel: 'nearest' }),
  );
  return { width, height, data };
};

/** Pictures of one shape side by side, each at most `side` pixels long, as one WebP file. */
export const joinPictures = async (
  pictures: readonly Picture[],
  side: number,
): Promise<Readonly<{ strip: Buffer; width: number; height: number }>> => {
  // the last one has the shape of the result
  const { width: fullWidth = side, height: fullHeight = side } = pictures.at(-1) ?? {};
  const scale = Math.min(1, side / Math.max(fullWidth, fullHeight));
  const [width, height] = [Math.max(1, Math.round(fullWidth * scale)), Math.max(1, Math.round(fullHeight * scale))];
  const cells = await Promise.all(pictures.map((picture) => rawOf(picture).resize(width, height, { fit: 'fill' }).png().toBuffer()));
  const strip = await sharp({ create: { width: width * Math.max(1, cells.length), height, channels: 3, background: '#000000' } })
    .composite(cells.map((input, index) => ({ input, left: index * width, top: 0 })))
    .webp({ quality: 82 })
    .toBuffer();
  return { strip, width, height };
};
