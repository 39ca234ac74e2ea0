import { readExif } from '../metadata/exif.ts';
import type { Found } from '../metadata/container.ts';
import { namespaces, readPacket } from '../metadata/xmp.ts';
import { sentence, type Words as Said } from '../../../native-models/words/sentence.ts';

/** What a file says, by where it says it: a PNG's keyword, `exif:userComment`, `xmp:description`… */
export type Words = ReadonlyMap<string, string>;

const xmpNames: Readonly<Record<string, string>> = {
  [`${namespaces.dc}description`]: 'xmp:description',
  [`${namespaces.xmp}CreatorTool`]: 'xmp:creatorTool',
  [`${namespaces.exif}UserComment`]: 'xmp:userComment',
};
/** ComfyUI writes its graphs into whatever Exif text is free, with their name in front. */
const named = /^(prompt|workflow):\s*(?=[{[])/i;

/** Everything in one place, and what could not be read. The first of two with the same key counts. */
export const gatherWords = ({ texts, exif, xmp, problems }: Found): { words: Words; problems: readonly Said[] } => {
  const words = new Map<string, string>();
  const broken = [...problems];
  const say = (key: string, text: string | undefined): void => {
    if (text !== undefined && text.trim() !== '' && !words.has(key)) words.set(key, text);
  };
  for (const [keyword, text] of texts) say(keyword, text);
  for (const block of exif) {
    try {
      const { others, ...tags } = readExif(block);
      for (const [name, text] of Object.entries(tags)) say(`exif:${name}`, text);
      for (const text of [...Object.values(tags), ...others]) {
        const name = named.exec(text);
        if (name !== null) say((name[1] ?? '').toLowerCase(), text.slice(name[0].length));
      }
    } catch {
      broken.push(sentence('import.exif'));
    }
  }
  for (const packet of xmp) {
    try {
      for (const [name, text] of readPacket(packet)) say(xmpNames[name] ?? `xmp:${name}`, text);
    } catch {
      broken.push(sentence('import.xmp'));
    }
  }
  return { words, problems: broken };
};
