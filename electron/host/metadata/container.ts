import type { XmpProperty } from './xmp.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** What goes into a picture file. Null and empty leave nothing of the kind. */
export type Content = Readonly<{
  /** Our recipe as versioned JSON. */
  recipe: string | null;
  /** A1111's text. */
  parameters: string | null;
  xmp: readonly XmpProperty[];
}>;

/** What a picture file says in words, unread: later rules make sense of it. */
export type Found = Readonly<{
  /** Keyword and text of a PNG's chunks; the comments of a JPEG have the keyword `comment`. */
  texts: readonly (readonly [keyword: string, text: string])[];
  /** TIFF blocks, without the `Exif` mark. */
  exif: readonly Buffer[];
  /** XMP packets, an extended one behind the main one. */
  xmp: readonly string[];
  /** What is broken, one sentence each. What stands before it is read all the same. */
  problems: readonly Words[];
}>;

/** One file format. `write` takes every word out of the file, then puts `content` in; pixels and colour profile stay as they are, byte for byte. */
export type Container = Readonly<{
  is: (file: Buffer) => boolean;
  /** Never throws. */
  read: (file: Buffer) => Found;
  /** The new file in pieces, in their order; many are windows of `file`, so that a large picture is not copied. Says nothing of the time: the same input gives the same bytes. Throws on a file whose parts cannot be told apart. */
  write: (file: Buffer, content: Content) => readonly Buffer[];
}>;

/** Text longer than this, written out, is no recipe but an attack on the memory. */
export const textLimit = 1 << 24;

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
export const uint16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};

/** The XMP of a format that has no other room for our recipe. */
export const xmpWithRecipe = ({ recipe, xmp }: Content): readonly XmpProperty[] =>
  recipe === null ? xmp : [...xmp, { space: 'tincture', name: 'recipe', kind: 'text', value: recipe }];

/** A file in its parts: all of them, or those before the place where it is cut off. */
export type Split<Part> = Readonly<{ parts: readonly Part[]; cut: boolean }>;

/** Throws where a file is cut off: a part of a picture must not be written as if it were one. */
export const wholeParts = <Part>({ parts, cut }: Split<Part>): readonly Part[] => {
  if (cut) throw new Error('the file is cut off');
  return parts;
};

export const cutOff = sentence('file.cut-off');
