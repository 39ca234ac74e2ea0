import { readFileSync, statSync } from 'node:fs';
import { parsePythonJson } from '../schedules/python-json.ts';
import { resolveInside } from '../sessions/safe-path.ts';
import { PictureError } from './errors.ts';
import type { Json } from './model-source.ts';
import { sentence } from '../words/sentence.ts';

/** Configurations are a few kilobytes; the largest vocabulary known is about 20 MB. */
const largest = 64 * 2 ** 20;

/** The real path of a text of the model folder, or null where there is none. Throws for one that is too large, or outside the folder. */
export const assertModest = (folder: string, file: string): string | null => {
  let path: string;
  try {
    path = resolveInside(folder, file);
  } catch (error) {
    if (error instanceof PictureError && error.code === 'file-missing') return null;
    throw error;
  }
  const { size } = statSync(path);
  if (size > largest)
    throw new PictureError('file-too-large', sentence('config.too-large', { file, megabytes: Math.round(size / 2 ** 20) }));
  return path;
};

/** A JSON object of the model folder, or null where there is none. Throws for one that is too large, not JSON, or outside the folder. */
export const readJson = (folder: string, file: string): Json | null => {
  const path = assertModest(folder, file);
  if (path === null) return null;
  let parsed: unknown;
  try {
    parsed = parsePythonJson(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new PictureError('config-invalid', sentence('config.not-json', { file }), { cause: error });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new PictureError('config-invalid', sentence('config.no-object', { file }));
  }
  return Object.fromEntries(Object.entries(parsed));
};
