import type { KnownFields } from '../../contract/origin.ts';
import { findPictures } from '../../host/import/find-pictures.ts';
import { type PathSettings, readPath } from '../../host/import/read-path.ts';
import type { ImportArguments } from './arguments.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';
import { jsonLine } from '../json-line.ts';

const asText = (fields: KnownFields): string => {
  const { prompt, model, sampler, schedule, seed, steps, guidance, width, height } = fields;
  const facts = [
    width !== null && height !== null && `${width}x${height}`,
    seed !== null && `seed ${seed}`,
    steps !== null && `${steps} steps`,
    sampler?.id,
    schedule?.id,
    guidance !== null && `guidance ${guidance}`,
    model?.name,
  ].filter((fact) => typeof fact === 'string' && fact !== '');
  return [prompt ?? '', facts.join(', ')]
    .filter((line) => line !== '')
    .map((line) => `\n  ${line}`)
    .join('');
};

const show = ({ path, settings }: PathSettings, json: boolean): string => {
  const { tool, fields, leftBehind, reason } = settings;
  const said = reason === null ? null : inEnglish(reason);
  if (json) return jsonLine({ file: path, tool, recipe: fields, leftBehind, reason: said });
  const left = leftBehind.length === 0 ? '' : `\n  left behind: ${leftBehind.map(({ name, value }) => `${name}: ${value}`).join(', ')}`;
  return `${path}: ${tool ?? 'unknown'}${asText(fields)}${left}${said === null ? '' : `\n  ${said}`}\n`;
};

/** Prints what is in the files; answers whether all of them could be opened. */
export const dryRun = async ({ paths, json }: Extract<ImportArguments, { kind: 'import' }>): Promise<boolean> => {
  let all = true;
  for await (const path of findPictures(paths)) {
    const read = await readPath(path);
    if (read.bytes === null) all = false;
    process.stdout.write(show(read, json));
  }
  return all;
};
