import { type FileSettings, nothingKnown } from '../../contract/origin.ts';
import { readMetadata } from '../metadata/formats.ts';
import { readSettings } from './read-settings.ts';
import { readStealth } from './stealth.ts';

/** What a picture file says of its making, in the open or hidden in its pixels. Never throws: what is broken has a reason. */
export const settingsInFile = async (file: Buffer): Promise<FileSettings> => {
  const found = readMetadata(file);
  if (found === null) {
    const reason = file.length === 0 ? 'The file is empty.' : 'This is no PNG, JPEG, WebP or AVIF file.';
    return { tool: null, fields: nothingKnown, leftBehind: [], recipe: null, reason };
  }
  const open = readSettings(found);
  if (open.tool !== null || found.problems.length > 0) return open;
  const hidden = await readStealth(file);
  return hidden.length === 0 ? open : readSettings({ ...found, texts: hidden });
};
