/** A side of a picture. */
export type Pixels = Readonly<{ pixels: number }>;
export type Size = Readonly<{ width: number; height: number }>;

const known = new Map<string, Intl.NumberFormat>();
const plain = (language: string): Intl.NumberFormat => {
  const format = known.get(language) ?? new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 0 });
  known.set(language, format);
  return format;
};

/** Sides are plain digits, those of the language, however many there are: `1024`, `16384`. */
export const pixelsIn = (language: string, pixels: number): string => plain(language).format(pixels);

/** `1024 × 1536`, the width first from the left where the sentence around it runs from the right. */
export const sizeIn = (language: string, { width, height }: Size): string => {
  const size = `${pixelsIn(language, width)} × ${pixelsIn(language, height)}`;
  return language.startsWith('ar') ? `\u2066${size}\u2069` : size;
};
