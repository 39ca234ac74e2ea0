import { stat } from 'node:fs/promises';

/** How a file stands, as the file system says it without reading: as long as that is the same, its bytes are. */
export type FileStamp = Readonly<{ size: number /** Of its bytes, in milliseconds. */; modified: number; stamp: string }>;

/**
 * Length, time of the bytes and time of the entry, in nanoseconds. A program can set the second back to what it was, the third only the system sets. The number
 * of the inode is not in it: FAT and network disks number anew whenever they are connected, and whoever puts another file in the place changes the third as well.
 * Throws where there is no file.
 */
export const stampOf = async (path: string): Promise<FileStamp> => {
  const { size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return { size: Number(size), modified: Number(mtimeNs / 1_000_000n), stamp: `${size} ${mtimeNs} ${ctimeNs}` };
};

/** A file gets its time a moment before its row: what is this much younger was written by somebody else. */
const tolerance = 2_000;

/** Whether a file that was never looked at has the length and the time of one that nobody wrote to since: then its bytes are taken for the same without reading them. */
export const looksUntouched = (
  { size, modified }: Pick<FileStamp, 'size' | 'modified'>,
  { bytes, createdAt }: Readonly<{ bytes: number; createdAt: number }>,
): boolean => size === bytes && modified <= createdAt + tolerance;
