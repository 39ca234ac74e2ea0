import { gunzipSync } from 'node:zlib';
import { textLimit } from '../metadata/container.ts';
import { isTree, parseJson } from './tolerant-json.ts';

/** Marks of words hidden in the lowest bit of the alpha channel, column by column: as they are, or compressed by gzip. */
const marks = { stealth_pnginfo: 'plain', stealth_pngcomp: 'gzip' } as const;
const markLength = 15;
const pixelLimit = 50_000_000;

/** NovelAI's hidden words, by the keywords that the same words have in the open. Empty where there are none. Never throws. */
export const readStealth = async (file: Buffer): Promise<readonly (readonly [keyword: string, text: string])[]> => {
  try {
    const { default: sharp } = await import('sharp');
    const picture = sharp(file, { limitInputPixels: pixelLimit });
    if (!(await picture.metadata()).hasAlpha) return [];
    const { data, info } = await picture.extractChannel(3).raw().toBuffer({ resolveWithObject: true });
    return wordsIn(data, info.width, info.height);
  } catch {
    return [];
  }
};

const wordsIn = (alpha: Buffer, width: number, height: number): readonly (readonly [string, string])[] => {
  const bytes = (from: number, length: number): Buffer =>
    Buffer.from(
      Array.from({ length }, (_, byte) => {
        let value = 0;
        for (let bit = 0; bit < 8; bit++) {
          const at = (from + byte) * 8 + bit;
          value = value * 2 + ((alpha[(at % height) * width + Math.floor(at / height)] ?? 0) & 1);
        }
        return value;
      }),
    );
  const room = Math.floor((width * height) / 8);
  if (room < markLength + 4) return [];
  const mark = bytes(0, markLength).toString('latin1');
  if (!Object.hasOwn(marks, mark)) return [];
  const length = Math.ceil(bytes(markLength, 4).readUInt32BE() / 8);
  if (length > room - markLength - 4) return [];
  const body = bytes(markLength + 4, length);
  const text = (marks[mark as keyof typeof marks] === 'gzip' ? gunzipSync(body, { maxOutputLength: textLimit }) : body).toString('utf8');
  const tree = text.trimStart().startsWith('{') ? parseJson(text) : null;
  if (!isTree(tree)) return [['parameters', text]];
  return Object.entries(tree).map(([keyword, value]) => [keyword, typeof value === 'string' ? value : JSON.stringify(value)] as const);
};
