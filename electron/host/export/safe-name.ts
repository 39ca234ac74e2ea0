/** Windows gives these names to devices, with any ending. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** Not possible in a name on Windows; the separators are nowhere possible. */
const forbidden = /[<>:"/\\|?*\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Most file systems stop at 255 bytes a name: what is left is for an ending, a number and the mark of a temporary file. */
const longest = 180;

/** A text as a piece of a file name: one line, no separators, nothing that a file system refuses. May be empty. */
export const pieceOf = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').replace(forbidden, '-').trim();

/** Words joined by hyphens, in any script: `a-red-balloon`, `赤い風船`. At most `most` characters. */
export const slugOfAny = (text: string, most: number): string =>
  cut(
    text
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, ''),
    most,
  ).replace(/-+$/, '');

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);
const characters = new Intl.Segmenter();

/** The first `most` characters; never half of one. */
export const cut = (text: string, most: number): string => {
  // a character has one unit of UTF-16 or more
  if (text.length <= most) return text;
  if (isAscii(text)) return text.slice(0, most);
  let kept = '';
  let count = 0;
  for (const { segment } of characters.segment(text)) {
    if (count === most) break;
    kept += segment;
    count += 1;
  }
  return kept;
};

const cutBytes = (text: string, most: number): string => {
  if (Buffer.byteLength(text) <= most) return text;
  let kept = '';
  let bytes = 0;
  for (const { segment } of characters.segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > most) break;
    kept += segment;
  }
  return kept;
};

/** One part of a path that every file system takes, and none takes for something else. `otherwise` where nothing is left of it. */
export const safeSegment = (text: string, otherwise = 'picture'): string => {
  // leading dots hide a file, trailing dots and spaces vanish on Windows
  const trimmed = cutBytes(pieceOf(text).replace(/^[. ]+/, ''), longest).replace(/[. ]+$/, '');
  if (trimmed === '') return otherwise;
  return reserved.test(trimmed) ? `_${trimmed}` : trimmed;
};

/** Two names with the same key are one file on some file system. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFKC');

/** `a`, `a (2)`, `a (3)`…: the first one that is free. */
export const freeName = (name: string, taken: (name: string) => boolean): string => {
  if (!taken(name)) return name;
  let n = 2;
  while (taken(`${name} (${n})`)) n += 1;
  return `${name} (${n})`;
};
