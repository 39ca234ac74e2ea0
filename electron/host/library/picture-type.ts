import { extname } from 'node:path';

const types: Readonly<Record<string, string>> = { '.jpg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif' };

/** The media type of a picture in the library: ours are PNG, what was brought in has the ending of its format. */
export const pictureType = (file: string): string => types[extname(file)] ?? 'image/png';
