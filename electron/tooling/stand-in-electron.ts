import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where @electron/fuses finds the switches in Electron's binary: this text, the version of the list, its length, one character a switch. */
const fuseWire = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('011101000')]);

/** A folder that electron-builder takes for Electron's on Linux, with a binary that does nothing. Answers the folder. */
export const makeStandInElectron = async (folder: string): Promise<string> => {
  await mkdir(join(folder, 'locales'), { recursive: true });
  await mkdir(join(folder, 'resources'));
  await writeFile(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), fuseWire, Buffer.from('\n')]), {
    mode: 0o755,
  });
  await writeFile(join(folder, 'version'), '0.0.0');
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox']) await writeFile(join(folder, name), '');
  for (const language of ['en-US', 'de', 'ar', 'hi', 'ja']) await writeFile(join(folder, 'locales', `${language}.pak`), '');
  return folder;
};
