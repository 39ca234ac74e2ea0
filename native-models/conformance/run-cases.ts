import { basename, dirname } from 'node:path';
import { asString, type CaseFile, type Fields, type Verdict } from './case.ts';
import { runners } from './runners.ts';

export type NamedVerdict = Readonly<{ name: string; verdict: Verdict }>;

const caseName = ({ path, cases }: CaseFile, item: Fields, index: number): string => {
  const file = basename(path, '.json');
  const stem = file === 'case' ? basename(dirname(path)) : file;
  const label = item['sampler'] ?? item['text'] ?? item['seed'] ?? item['D'];
  return cases.length === 1
    ? stem
    : [stem, index, ...(typeof label === 'string' || typeof label === 'number' ? [String(label).replaceAll(/\s+/g, ' ')] : [])].join('/');
};

/** What cannot be run (an unknown kind, anything thrown) is a failure with its reason. */
const runCase = async (file: CaseFile, item: Fields): Promise<Verdict> => {
  const kind = asString(file.header['kind'], 'kind');
  const load = runners[kind];
  if (load === undefined) return { kind: 'failed', maxAbs: null, reason: `no runner for kind ${kind}` };
  try {
    return await (await load())(file, item);
  } catch (error) {
    return { kind: 'failed', maxAbs: null, reason: error instanceof Error ? error.message : String(error) };
  }
};

export async function* runCases(file: CaseFile): AsyncGenerator<NamedVerdict, void, void> {
  for (const [index, item] of file.cases.entries()) yield { name: caseName(file, item, index), verdict: await runCase(file, item) };
}
