import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { ZipFile } from 'yazl';
import { syncPath } from './sync.ts';

/** Said of every entry, so that the same pictures make the same archive. ZIP knows no time before 1980. */
const time = new Date(Date.UTC(1980, 0, 2));

const filesBelow = async function* filesBelow(root: string, below = ''): AsyncGenerator<string> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(root, name);
    else if (entry.isFile() && !entry.name.endsWith('.tmp')) yield name;
  }
};

/** A folder as a zip; pictures are stored as they are, they do not get smaller. Zip64 comes by itself where it is needed. */
export const zipFolder = async (folder: string, path: string, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<void> => {
  const zip = new ZipFile();
  const sink = createWriteStream(path, { flags: 'wx' });
  const written = pipeline(zip.outputStream, sink, { signal });
  written.catch(() => undefined);
  zip.on('error', (error: Error) => sink.destroy(error));
  for await (const name of filesBelow(folder)) {
    signal.throwIfAborted();
    const source = join(folder, name);
    const { size } = await stat(source);
    // opened when its turn comes: a hundred thousand files are not open at once
    zip.addReadStreamLazy(name, { compress: /\.(txt|json|jsonl|csv|md)$/.test(name), mtime: time, mode: 0o100644, size }, (take) => {
      const stream = createReadStream(source);
      stream.on('error', (error) => sink.destroy(error));
      stream.on('end', () => onBytes(size));
      take(null, stream);
    });
  }
  zip.end();
  await written;
  await syncPath(path, 'r+');
};

export type TarEntry = Readonly<{ name: string; bytes: Buffer }>;

/** A tar of these entries, in their order, with one of them in memory at a time. */
export const tarEntries = async (entries: AsyncIterable<TarEntry>, path: string, signal: AbortSignal): Promise<void> => {
  const tar = pack();
  const written = pipeline(tar, createWriteStream(path, { flags: 'wx' }), { signal });
  written.catch(() => undefined);
  try {
    for await (const { name, bytes } of entries) {
      await Promise.race([
        new Promise<void>((done, fail) => {
          tar.entry({ name, size: bytes.length, mtime: time, mode: 0o644, type: 'file' }, bytes, (error) => (error ? fail(error) : done()));
        }),
        // a full disk must not leave this waiting
        written,
      ]);
    }
    tar.finalize();
    await written;
  } catch (error) {
    tar.destroy();
    throw error;
  }
  await syncPath(path, 'r+');
};
