import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { cut } from './safe-name.ts';
import { syncPath } from './sync.ts';

/** What a contact sheet shows of a picture. */
export type SheetEntry = Readonly<{ picture: Buffer; title: string; note: string }>;

/** A4 at 150 dots an inch. */
const page = { width: 1_240, height: 1_754, margin: 60, gap: 20, columns: 5, rows: 7, caption: 44 } as const;
export const perPage = page.columns * page.rows;

const cell = {
  width: Math.floor((page.width - 2 * page.margin - (page.columns - 1) * page.gap) / page.columns),
  height: Math.floor((page.height - 2 * page.margin - (page.rows - 1) * page.gap) / page.rows),
} as const;

const escape = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** Text by the system's own fonts, in any script, as a strip of its own size. */
const captionImage = async (title: string, note: string): Promise<Buffer> => {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="#222222">${escape(title)}</span>\n<span foreground="#777777">${escape(note)}</span>`,
      font: 'sans 9',
      dpi: 120,
      wrap: 'none',
      rgba: true,
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  const [width, height] = [Math.min(info.width, cell.width), Math.min(info.height, page.caption)];
  return sharp(data).extract({ left: 0, top: 0, width, height }).png().toBuffer();
};

const shorten = (text: string, most: number): string => {
  const short = cut(text, most);
  return short === text ? text : `${short}…`;
};

/** One page of at most `perPage` pictures, as a white PNG. */
export const sheetPage = async (entries: readonly SheetEntry[]): Promise<Buffer> => {
  const { default: sharp } = await import('sharp');
  const layers = await Promise.all(
    entries.slice(0, perPage).map(async ({ picture, title, note }, index) => {
      const left = page.margin + (index % page.columns) * (cell.width + page.gap);
      const top = page.margin + Math.floor(index / page.columns) * (cell.height + page.gap);
      const room = cell.height - page.caption;
      const { data, info } = await sharp(picture)
        .autoOrient()
        .resize({ width: cell.width, height: room, fit: 'inside' })
        .flatten({ background: 'white' })
        .png()
        .toBuffer({ resolveWithObject: true });
      return [
        { input: data, left: left + Math.floor((cell.width - info.width) / 2), top: top + Math.floor((room - info.height) / 2) },
        { input: await captionImage(shorten(title, 24), shorten(note, 28)), left, top: top + room + 4 },
      ];
    }),
  );
  return sharp({ create: { width: page.width, height: page.height, channels: 3, background: 'white' } })
    .composite(layers.flat())
    .png({ compressionLevel: 6 })
    .toBuffer();
};

/** These pages as an A4 PDF, with one of them in memory at a time. */
export const writePdf = async (pages: AsyncIterable<Buffer>, path: string): Promise<void> => {
  const [{ default: PDFDocument }, { default: sharp }] = await Promise.all([import('pdfkit'), import('sharp')]);
  // no font: the words are in the pages, in whatever script they are
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    font: '',
    info: { Title: 'Contact sheet', Creator: 'Tincture' },
  });
  const file = createWriteStream(path, { flags: 'wx' });
  const closed = once(file, 'close');
  document.pipe(file);
  for await (const png of pages) {
    const jpeg = await sharp(png).jpeg({ quality: 88 }).toBuffer();
    document.addPage();
    document.image(jpeg, 0, 0, { width: document.page.width, height: document.page.height });
  }
  document.end();
  await closed;
  await syncPath(path, 'r+');
};
