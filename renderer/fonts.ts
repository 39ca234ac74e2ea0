// Typefaces for every script that the studio speaks, shipped with it: it looks the same everywhere, and offline.
import '@fontsource-variable/inter/wght.css';

/** The faces of other scripts than Latin, Greek and Cyrillic: hundreds of rules, which the first words in a Latin script do not wait for. */
export const readFonts = (): Promise<unknown> =>
  Promise.all([
    import('@fontsource-variable/noto-sans-arabic/wght.css'),
    import('@fontsource-variable/noto-sans-devanagari/wght.css'),
    import('@fontsource-variable/noto-sans-jp/wght.css'),
  ]);

/** A letter comes from the first of them that has it. */
export const fontFamily =
  "'Inter Variable', 'Noto Sans Arabic Variable', 'Noto Sans Devanagari Variable', 'Noto Sans JP Variable', system-ui, sans-serif";
