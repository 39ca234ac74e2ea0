import { open } from 'node:fs/promises';

/** Makes what was written to a file, or the names in a folder, last when the power goes. */
export const syncPath = async (path: string, flags: 'r' | 'r+'): Promise<void> => {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
