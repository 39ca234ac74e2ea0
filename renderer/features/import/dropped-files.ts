const pictures = /\.(png|jpe?g|jfif|webp|avif)$/i;
/** What a file chooser shows. */
export const accepted = 'image/png,image/jpeg,image/webp,image/avif';

export const isPicture = (file: File): boolean => accepted.split(',').includes(file.type) || pictures.test(file.name);

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));
const entriesOf = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));

const filesIn = async (entry: FileSystemEntry): Promise<File[]> => {
  if (entry.name.startsWith('.')) return [];
  if (entry.isFile) return [await fileOf(entry as FileSystemFileEntry)].filter(isPicture);
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  // a browser hands out a folder in pieces; an empty one is the end
  for (let entries = await entriesOf(reader); entries.length > 0; entries = await entriesOf(reader))
    for (const one of entries) files.push(...(await filesIn(one)));
  return files;
};

/** The files of a drop or a paste; of a folder all pictures below it. A file that was dropped itself is taken, whatever it is. */
export const droppedFiles = async ({ items, files }: DataTransfer): Promise<readonly File[]> => {
  // entries are gone as soon as the event is over
  const entries = [...items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const plain = [...files];
  if (!entries.some((entry) => entry?.isDirectory === true)) return plain;
  const found: File[] = [];
  for (const entry of entries) if (entry !== null) found.push(...(await filesIn(entry)));
  return found;
};
