import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import { anyRecipe } from '../testing/any-recipe.ts';
import { box, fullBox } from './boxes.ts';
import { uint16, uint32 } from './container.ts';
import { readExif } from './exif.ts';
import { formatNames, formatOf, formats, type PictureFormat, readMetadata, splice, stripMetadata, writeMetadata } from './formats.ts';
import { contentOf, recipeFromFile } from './recipe-in-file.ts';
import { toParameters } from './parameters.ts';
import { namespaces, readPacket } from './xmp.ts';
import { saying } from '../../../native-models/words/saying.ts';

/** As sharp encodes: plain; with transparency, a colour profile and words of others; animated where there is such a thing. */
const variants = ['plain', 'rich'] as const;
type Files = Record<PictureFormat, Record<(typeof variants)[number], Buffer>>;
let files: Files;

const noise = Buffer.from(Array.from({ length: 40 * 24 * 4 }, (_, index) => (index * 7919) % 251));
const encode = (format: PictureFormat, variant: (typeof variants)[number]): Promise<Buffer> => {
  const picture = sharp(noise, { raw: { width: 40, height: 24, channels: 4 } });
  if (variant === 'plain') return picture.removeAlpha().toFormat(format).toBuffer();
  const foreign = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';
  return picture
    .withIccProfile('p3')
    .withExif({ IFD0: { ImageDescription: 'someone else' } })
    .withXmp(foreign)
    .toFormat(format)
    .toBuffer();
};

beforeAll(async () => {
  const made = formatNames.map(async (format) => [format, { plain: await encode(format, 'plain'), rich: await encode(format, 'rich') }]);
  files = Object.fromEntries(await Promise.all(made)) as Files;
});

const pixels = (file: Buffer): Promise<Buffer> => sharp(file).ensureAlpha().raw().toBuffer();
const cases = formatNames.flatMap((format) => variants.map((variant) => ({ format, variant })));

describe.each(cases)('$format, $variant', ({ format, variant }) => {
  it('gives back any recipe as it was', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        const file = writeMetadata(files[format][variant], format, contentOf(recipe, 'all'));
        expect(recipeFromFile(file)).toEqual(recipe);
      }),
      { numRuns: 150 },
    );
  });

  it('still opens with the same pixels and profile, and other readers find the words', async () => {
    const longest = aRecipe({
      prompt: '日'.repeat(8_000),
      negativePrompt: '&'.repeat(8_000),
      made: { engine: 'tincture 1', provider: 'cpu', fellBack: [] },
    });
    for (const recipe of [aRecipe({ prompt: 'ein „Löwe“ <b>\nzweite' }), longest]) {
      const before = files[format][variant];
      const file = writeMetadata(before, format, contentOf(recipe, 'all'));
      expect((await pixels(file)).equals(await pixels(before))).toBe(true);
      const [was, is] = [await sharp(before).metadata(), await sharp(file).metadata()];
      expect([is.format, is.hasAlpha, is.icc]).toEqual([was.format, was.hasAlpha, was.icc]);
      const packet = readPacket(is.xmpAsString ?? '');
      expect(packet.get(`${namespaces.dc}description`)).toBe(recipe.prompt);
      expect(packet.get(`${namespaces.Iptc4xmpExt}DigitalSourceType`)).toMatch(/\/trainedAlgorithmicMedia$/);
      if (format === 'png') expect(is.comments?.find(({ keyword }) => keyword === 'parameters')?.text).toBe(toParameters(recipe));
      else
        expect(readExif(is.exif?.subarray(is.exif.toString('latin1', 0, 4) === 'Exif' ? 6 : 0) ?? Buffer.alloc(0)).userComment).toBe(
          toParameters(recipe),
        );
    }
  });

  it('is written anew, not twice: the last words count, and the same words give the same bytes', () => {
    const [first, second] = [aRecipe({ prompt: 'first' }), aRecipe({ prompt: 'second' })];
    const file = writeMetadata(writeMetadata(files[format][variant], format, contentOf(first, 'all')), format, contentOf(second, 'all'));
    expect(file.equals(writeMetadata(files[format][variant], format, contentOf(second, 'all')))).toBe(true);
    expect(file.includes('first')).toBe(false);
  });

  it('with the policy a1111 says what other programs read and no more', () => {
    const recipe = aRecipe({ prompt: 'größer 🎈' });
    const file = writeMetadata(files[format][variant], format, contentOf(recipe, 'a1111'));
    expect(recipeFromFile(file)).toBe(null);
    const found = readMetadata(file);
    expect(found?.xmp).toEqual([]);
    const texts = [...(found?.texts ?? []).map(([, text]) => text), ...(found?.exif ?? []).map((block) => readExif(block).userComment)];
    expect(texts).toEqual([toParameters(recipe)]);
  });

  it('with the policy none is the picture to the byte', async () => {
    const recipe = aRecipe({ prompt: 'secretword', negativePrompt: 'hiddenword' });
    const before = files[format][variant];
    const bare = writeMetadata(writeMetadata(before, format, contentOf(recipe, 'all')), format, contentOf(recipe, 'none'));
    // whatever was in it: one and the same file comes out
    expect(bare.equals(stripMetadata(before, format))).toBe(true);
    expect(bare.equals(stripMetadata(Buffer.concat([before]), format))).toBe(true);
    const traces = [
      'secretword',
      'hiddenword',
      'tincture',
      'Tincture',
      'someone else',
      'Exif',
      'EXIF',
      'eXIf',
      'XMP',
      'xmp',
      'rdf',
      'Steps',
      'UNICODE',
    ];
    for (const trace of traces) {
      for (const encoding of ['utf8', 'utf16le'] as const) expect(bare.includes(Buffer.from(trace, encoding)), trace).toBe(false);
      expect(bare.includes(Buffer.from(trace, 'utf16le').swap16()), trace).toBe(false);
    }
    const { exif, xmp, iptc, comments, icc } = await sharp(bare).metadata();
    expect([exif, xmp, iptc, comments]).toEqual([undefined, undefined, undefined, undefined]);
    expect(icc).toEqual((await sharp(before).metadata()).icc);
    expect((await pixels(bare)).equals(await pixels(before))).toBe(true);
  });

  it('cut off anywhere, or with any byte changed, never throws at the reader', () => {
    const file = writeMetadata(files[format][variant], format, contentOf(aRecipe(), 'all'));
    for (let end = 0; end < file.length; end += 3) expect(() => readMetadata(file.subarray(0, end))).not.toThrow();
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (at, value) => {
        const broken = Buffer.from(file);
        broken[at] = value;
        readMetadata(broken);
        recipeFromFile(broken);
      }),
      { numRuns: 1_000 },
    );
  });

  it('cut off is not written: half a picture must not pass for one', () => {
    const half = files[format][variant].subarray(0, -40);
    expect(() => stripMetadata(half, format)).toThrow();
    expect(readMetadata(half)?.problems).toEqual([saying('The file is cut off.')]);
  });
});

it('any bytes are of some format or of none, and are read without a throw', () => {
  const heads = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff\xe1', 'RIFF\xff\0\0\0WEBP', '\0\0\0\x14ftypavif', ''];
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }), (head, rest) => {
      const file = Buffer.concat([Buffer.from(head, 'latin1'), rest]);
      readMetadata(file);
      recipeFromFile(file);
    }),
    { numRuns: 3_000 },
  );
});

it('an AVIF whose items name the same bytes again and again is refused before they fill the memory', () => {
  const [count, length] = [2_000, 1 << 20];
  const entries = Array.from({ length: count }, (_, n) => fullBox('infe', 2, uint16(n + 1), uint16(0), Buffer.from('Exif\0')));
  const places = (extents: number) =>
    Array.from({ length: count }, (_, n) =>
      Buffer.concat([...[n + 1, 0, 0, extents].map(uint16), ...Array.from({ length: extents }, () => [0, length].map(uint32)).flat()]),
    );
  for (const extents of [1, 2]) {
    const items = [
      fullBox('iinf', 0, uint16(count), ...entries),
      fullBox('iloc', 1, Buffer.from([0x44, 0]), uint16(count), ...places(extents)),
    ];
    const file = Buffer.concat([
      box('ftyp', Buffer.from('avif\0\0\0\0avif')),
      fullBox('meta', 0, ...items),
      box('mdat', Buffer.alloc(length)),
    ]);
    expect(readMetadata(file)?.problems).toEqual([saying('The file makes no sense: its items are larger than the file.')]);
    expect(process.memoryUsage().external).toBeLessThan(500 * length);
  }
});

it('an animation keeps its frames', async () => {
  const frames = await sharp(Buffer.concat([noise, Buffer.from(noise).reverse()]), {
    raw: { width: 40, height: 48, channels: 4, pageHeight: 24 },
  })
    .webp({ loop: 0 })
    .toBuffer();
  const file = writeMetadata(frames, 'webp', contentOf(aRecipe(), 'all'));
  expect([(await sharp(file).metadata()).pages, recipeFromFile(file)]).toEqual([2, aRecipe()]);
});

it('a file is what its first bytes say', () => {
  for (const { format, variant } of cases) expect(formatOf(files[format][variant])).toBe(format);
  expect(formatOf(Buffer.from('GIF89a'))).toBe(null);
  expect(() => writeMetadata(files.png.plain, 'jpeg', contentOf(aRecipe(), 'all'))).toThrow('jpeg');
  expect(formatNames.filter((name) => formats[name].is(files.png.plain))).toEqual(['png']);
});

it.each(['png', 'jpeg', 'webp'] as const)('words are put into a %s around the picture, which is not copied', (format) => {
  const file = files[format].plain;
  const pieces = splice(file, format, contentOf(aRecipe(), 'all'));
  expect(Buffer.concat(pieces).equals(writeMetadata(file, format, contentOf(aRecipe(), 'all')))).toBe(true);
  const windows = pieces.filter(({ buffer, byteOffset }) => buffer === file.buffer && byteOffset >= file.byteOffset);
  expect(windows.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(file.length / 2);
  // neighbours are one piece: a disk is not asked for each chunk
  expect(windows.length).toBeLessThanOrEqual(3);
});
