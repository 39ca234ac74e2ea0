import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { inEnglish, inLanguage, type Table, type Words } from '../../native-models/words/sentence.ts';
import { Failure } from '../contract/failure.ts';

const tables: Readonly<Record<string, () => Promise<{ default: Table }>>> = {
  ar: () => import('../../native-models/words/ar.json', { with: { type: 'json' } }),
  hi: () => import('../../native-models/words/hi.json', { with: { type: 'json' } }),
  ja: () => import('../../native-models/words/ja.json', { with: { type: 'json' } }),
};

const Chosen = z.object({ language: z.string() });

/** The language of the settings file, which a person may have damaged; null where it says none. */
const chosenIn = async (settings: string): Promise<string | null> => {
  try {
    const { language } = Chosen.parse(JSON.parse(await readFile(settings, 'utf8')));
    return language === 'system' ? null : language;
  } catch {
    return null;
  }
};

const wordsOf = (error: unknown): Words => {
  if (error instanceof Failure) return error.error.message;
  return error instanceof Error ? error.message : String(error);
};

/**
 * Says why the studio cannot open before there is a window to say it in: in the language of the settings, else the first of the system's (`ar-EG`) that
 * the studio speaks. The list is the person's own, best first.
 */
export const sayFailure = async (error: unknown, settings: string, system: readonly string[]): Promise<string> => {
  const chosen = await chosenIn(settings);
  const language = (chosen === null ? system : [chosen]).map((tag) => tag.split('-')[0] ?? '').find((one) => one === 'en' || one in tables);
  const table = language === undefined ? undefined : tables[language];
  return table === undefined || language === undefined
    ? inEnglish(wordsOf(error))
    : inLanguage((await table()).default, language, wordsOf(error));
};
