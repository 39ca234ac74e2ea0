const longest = 60;
/** Windows gives these names to devices, with any ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** A prompt as the beginning of a file name: lower-case letters, digits and hyphens, safe on every file system. */
export const slugOf = (prompt: string): string => {
  const slug = prompt
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '');
  return slug === '' || reserved.test(slug) ? 'picture' : slug;
};

const two = (n: number): string => String(n).padStart(2, '0');

/** The local day, as a person would name a folder: `2026-11-21`. */
export const dayOf = (time: number): string => {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Where a picture goes below the library: by day, prompt, seed, and the beginning of its id so that no two are the same. */
export const fileNameOf = ({ prompt, seed, time, id }: { prompt: string; seed: number; time: number; id: string }): string =>
  `${dayOf(time)}/${slugOf(prompt)}-${seed}-${id.slice(0, 8)}.png`;
