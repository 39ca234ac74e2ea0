import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePythonJson } from '../schedules/python-json.ts';
import { asFields, type CaseFile, type Fields } from './case.ts';

/** Every `.json` below the given folders or files, in name order. */
const jsonFiles = async (path: string): Promise<readonly string[]> => {
  if ((await stat(path)).isFile()) return path.endsWith('.json') ? [path] : [];
  const names = (await readdir(path)).toSorted();
  return (await Promise.all(names.map((name) => jsonFiles(join(path, name))))).flat();
};

/** What is no JSON may have been a case: it is one that fails. */
const unreadable = (path: string): CaseFile => ({ path, header: { kind: 'a file that is not JSON' }, cases: [{}] });

const readCases = async (path: string): Promise<CaseFile | null> => {
  let parsed: unknown;
  try {
    parsed = parsePythonJson(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return unreadable(path);
    throw error;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  const { cases, ...header } = asFields(parsed, path);
  if (typeof header['kind'] !== 'string') return null;
  const list: readonly Fields[] = Array.isArray(cases) ? cases.map((item: unknown) => asFields(item, `${path}: case`)) : [header];
  return { path, header, cases: list };
};

/** A recorded file says its `kind`; other `.json` (configurations, vocabularies) belongs to the models beside them. */
export const findCaseFiles = async (path: string): Promise<readonly CaseFile[]> => {
  const files = await Promise.all((await jsonFiles(path)).map(readCases));
  return files.filter((file) => file !== null);
};
