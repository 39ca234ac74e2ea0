import { importPaths } from '../../host/import/import-paths.ts';
import type { Imported, Importer } from '../../host/import/importer.ts';
import type { ImportArguments } from './arguments.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';
import { jsonLine } from '../json-line.ts';
import { withStudio } from '../studio.ts';
import { untilStopped } from '../until-stopped.ts';

const say = ({ added, known, refused }: Readonly<Record<Imported['outcome'], number>>): string =>
  `${added} added, ${known} were there already, ${refused} refused`;

const show = (path: string, { outcome, image, reason }: Imported, json: boolean): void => {
  const said = reason === null ? null : inEnglish(reason);
  if (json) process.stdout.write(jsonLine({ file: path, outcome, id: image?.id ?? null, copy: image?.file ?? null, reason: said }));
  else if (outcome === 'refused') process.stderr.write(`${path}: ${said ?? 'refused'}\n`);
};

/** Brings files and folders into the library; answers whether all were pictures. Throws a `Failure` where it was cancelled or the disk refuses. */
export const importPictures = async ({ paths, json }: Extract<ImportArguments, { kind: 'import' }>): Promise<boolean> => {
  const counts = { added: 0, known: 0, refused: 0 };
  const line = process.stderr.isTTY && !json;
  const run = async (importer: Importer, signal: AbortSignal): Promise<void> => {
    for await (const { path, imported } of importPaths(importer, paths, signal)) {
      counts[imported.outcome] += 1;
      if (line) process.stderr.write('\r\x1b[2K');
      show(path, imported, json);
      if (line) process.stderr.write(say(counts));
    }
    signal.throwIfAborted();
  };
  await withStudio(({ importer }) => untilStopped((signal) => run(importer, signal))).finally(() => {
    if (line) process.stderr.write('\r\x1b[2K');
    (json ? process.stderr : process.stdout).write(`${say(counts)}\n`);
  });
  return counts.refused === 0;
};
