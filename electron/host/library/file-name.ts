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

const piece = 8;

/** Where a picture goes below the library: by day, prompt, seed, and the beginning of its run's id so that no two are the same. */
export const fileNameOf = ({ prompt, seed, time, run }: { prompt: string; seed: number; time: number; run: string }): string =>
  `${dayOf(time)}/${slugOf(prompt)}-${seed}-${run.slice(0, piece)}.png`;

/** The beginning of the id of the run that a file was named after; null where it has another name. */
export const runPieceOf = (file: string): string | null => new RegExp(`-([^-/]{${piece}})\\.png$`).exec(file)?.[1] ?? null;
