import { basename } from 'node:path';
import { cancelled } from '../../host/abort.ts';
import { checkout } from '../../host/checkout.ts';
import { openDirect } from '../../host/direct.ts';
import { resolveHome } from '../../host/home.ts';
import { findPictures } from '../../host/import/find-pictures.ts';
import type { Imported, Importer } from '../../host/import/importer.ts';
import { readPath } from '../../host/import/read-path.ts';
import type { ImportArguments } from './arguments.ts';

const say = ({ added, known, refused }: Readonly<Record<Imported['outcome'], number>>): string =>
  `${added} added, ${known} were there already, ${refused} refused`;

const bring = async (importer: Importer, path: string): Promise<Imported> => {
  const { bytes, modified, settings } = await readPath(path);
  if (bytes === null) return { outcome: 'refused', image: null, reason: settings.reason };
  return importer.add({ bytes, name: basename(path), modified });
};

const show = (path: string, { outcome, image, reason }: Imported, json: boolean): void => {
  if (json) process.stdout.write(`${JSON.stringify({ file: path, outcome, id: image?.id ?? null, copy: image?.file ?? null, reason })}\n`);
  else if (outcome === 'refused') process.stderr.write(`${path}: ${reason ?? 'refused'}\n`);
};

/** Brings files and folders into the library; answers whether all were pictures. Throws a `Failure` where it was cancelled or the disk refuses. */
export const importPictures = async ({ paths, json }: Extract<ImportArguments, { kind: 'import' }>): Promise<boolean> => {
  const studio = openDirect({
    home: resolveHome(),
    engine: { node: checkout.node, main: checkout.engineMain, provider: 'cpu' },
    appFolder: checkout.root,
    builtInModels: checkout.builtInModels,
    publish: () => undefined,
  });
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(cancelled());
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const counts = { added: 0, known: 0, refused: 0 };
  const line = process.stderr.isTTY && !json;
  try {
    for await (const path of findPictures(paths)) {
      controller.signal.throwIfAborted();
      const imported = await bring(studio.importer, path);
      counts[imported.outcome] += 1;
      if (line) process.stderr.write('\r\x1b[2K');
      show(path, imported, json);
      if (line) process.stderr.write(say(counts));
    }
  } finally {
    if (line) process.stderr.write('\r\x1b[2K');
    (json ? process.stderr : process.stdout).write(`${say(counts)}\n`);
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await studio.close();
  }
  return counts.refused === 0;
};
