import { gunzipSync } from 'node:zlib';
import { textLimit } from '../metadata/container.ts';
import type { Pixels } from './reader.ts';
import { isTree, parseJson } from './tolerant-json.ts';

/** Lowest bits that words are hidden in, pixel by pixel down each column: those of the alpha channel, or of red, green and blue in turn. */
const places = {
  alpha: [3],
  colours: [0, 1, 2],
} as const;

/** Marks in front of hidden words: where they are, and whether they are as they were or compressed by gzip. */
const marks = {
  stealth_pnginfo: { place: 'alpha', packed: 'plain' },
  stealth_pngcomp: { place: 'alpha', packed: 'gzip' },
  stealth_rgbinfo: { place: 'colours', packed: 'plain' },
  stealth_rgbcomp: { place: 'colours', packed: 'gzip' },
} as const satisfies Readonly<Record<string, { place: keyof typeof places; packed: 'plain' | 'gzip' }>>;

const markLength = 15;
const pixelLimit = 50_000_000;
/** Formats that keep the lowest bit of a pixel. */
const lossless = new Set(['png', 'webp']);

type Hidden = readonly (readonly [keyword: string, text: string])[];

/** The pixels of a file whose format keeps their lowest bits, as they are; null for others, and where they cannot be had. Never throws. */
export const pixelsOf = async (file: Buffer): Promise<Pixels | null> => {
  try {
    const { default: sharp } = await import('sharp');
    // a colour profile that was applied would change the bits
    const picture = sharp(file, { limitInputPixels: pixelLimit, ignoreIcc: true });
    const { format, channels } = await picture.metadata();
    if (!lossless.has(format) || channels < 3) return null;
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: info.channels };
  } catch {
    return null;
  }
};

/** Words hidden in pixels, as NovelAI and the A1111 extension for it write them, by the keywords that the same words have in the open. Empty where there are none. Never throws. */
export const wordsInPixels = (pixels: Pixels): Hidden => {
  try {
    const found = (pixels.channels < 4 ? (['colours'] as const) : (['alpha', 'colours'] as const)).map((place) => wordsIn(pixels, place));
    return found.find((words) => words.length > 0) ?? [];
  } catch {
    return [];
  }
};

const wordsIn = ({ data, width, height, channels }: Pixels, place: keyof typeof places): Hidden => {
  const hidden = places[place];
  const bit = (at: number): number => {
    const pixel = Math.floor(at / hidden.length);
    const [x, y] = [Math.floor(pixel / height), pixel % height];
    return (data[(y * width + x) * channels + (hidden[at % hidden.length] ?? 0)] ?? 0) & 1;
  };
  const bytes = (from: number, length: number): Buffer =>
    Buffer.from(
      Array.from({ length }, (_, byte) => {
        let value = 0;
        for (let n = 0; n < 8; n++) value = value * 2 + bit((from + byte) * 8 + n);
        return value;
      }),
    );
  const room = Math.floor((width * height * hidden.length) / 8);
  if (room < markLength + 4) return [];
  const mark = bytes(0, markLength).toString('latin1');
  if (!Object.hasOwn(marks, mark)) return [];
  const { place: marked, packed } = marks[mark as keyof typeof marks];
  const length = Math.ceil(bytes(markLength, 4).readUInt32BE() / 8);
  if (marked !== place || length > room - markLength - 4) return [];
  const body = bytes(markLength + 4, length);
  const text = (packed === 'gzip' ? gunzipSync(body, { maxOutputLength: textLimit }) : body).toString('utf8');
  const tree = text.trimStart().startsWith('{') ? parseJson(text) : null;
  if (!isTree(tree)) return [['parameters', text]];
  return Object.entries(tree).map(([keyword, value]) => [keyword, typeof value === 'string' ? value : JSON.stringify(value)] as const);
};
