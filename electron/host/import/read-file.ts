import { type FileSettings, nothingKnown } from '../../contract/origin.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { readRecipe } from '../../contract/recipe-migrations/index.ts';
import { createReader, NotRead, type Reader } from './reader.ts';
import { fieldsOfRecipe } from './read-settings.ts';
import { pixelsOf } from './stealth.ts';
import { sentence, type Words } from '../../../native-models/words/sentence.ts';

/** A recipe that is a file by itself: its JSON. */
const recipeOnItsOwn = (file: Buffer): Recipe | null => {
  if (file.length > recipeLimit || file[0] !== 0x7b) return null;
  try {
    return readRecipe(JSON.parse(file.toString('utf8')));
  } catch {
    return null;
  }
};
const recipeLimit = 2 ** 20;

const reader = createReader();

const silent = (reason: Words): FileSettings => ({ tool: null, fields: nothingKnown, leftBehind: [], recipe: null, reason });
const whyNotRead = { time: 'import.too-long', memory: 'import.too-much', broken: 'import.not-read' } as const;

/** What a picture file, or a recipe on its own, says of its making, in the open or hidden in its pixels; read in a thread of its own, with a limit. Never throws: what is broken has a reason. */
export const settingsInFile = async (file: Buffer, { ask }: Pick<Reader, 'ask'> = reader): Promise<FileSettings> => {
  if (file.length === 0) return silent(sentence('file.empty'));
  const own = recipeOnItsOwn(file);
  if (own !== null) return { tool: 'Tincture', fields: fieldsOfRecipe(own), leftBehind: [], recipe: own, reason: null };
  try {
    const open = await ask({ file, pixels: null });
    if (open.kind === 'no-picture') return silent(sentence('import.no-format'));
    const pixels = open.kind === 'nothing' ? await pixelsOf(file) : null;
    if (pixels === null) return open.settings;
    const hidden = await ask({ file, pixels });
    return hidden.kind === 'no-picture' ? open.settings : hidden.settings;
  } catch (error) {
    if (error instanceof NotRead) return silent(sentence(whyNotRead[error.why]));
    throw error;
  }
};
