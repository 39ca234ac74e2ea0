import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { PictureError } from '../pipelines/errors.ts';
import { type GraphHeader, readGraphHeader, withFileSource } from './graph-header.ts';
import { DamagedMessage } from './protobuf.ts';
import { resolveInside } from './safe-path.ts';
import { sentence } from '../words/sentence.ts';

/** A graph on disk that was looked at, not opened: whole, and all its weights are where they should be. */
export type GraphFile = GraphHeader & Readonly<{ path: string /** Graph and external data together. */; bytes: number }>;

const headerOf = (path: string, file: string): GraphHeader => {
  try {
    return withFileSource(path, readGraphHeader);
  } catch (error) {
    if (!(error instanceof DamagedMessage)) throw error;
    const words = statSync(path).size === 0 ? sentence('graph.empty', { file }) : sentence('graph.cut', { file });
    throw new PictureError('file-damaged', words, { cause: error });
  }
};

const externalPath = (folder: string, path: string, location: string, file: string): string => {
  if (isAbsolute(location)) {
    throw new PictureError('path-unsafe', sentence('weights.outside', { file, location }));
  }
  try {
    return resolveInside(folder, relative(folder, join(dirname(path), location)));
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    if (error.code === 'file-missing') {
      throw new PictureError('external-data-missing', sentence('weights.missing', { file, location }));
    }
    throw new PictureError(error.code, sentence('weights.wrong', { file, location, why: error.words }));
  }
};

/** Looks at the graph `file` of the model in `folder`. Throws `PictureError` for what is missing, damaged or outside the folder. */
export const readGraphFile = (folder: string, file: string): GraphFile => {
  resolveInside(folder, file);
  // not where a link leads: weights are named from where it lies
  const path = resolve(folder, file);
  const header = headerOf(path, file);
  let bytes = statSync(path).size;
  for (const [location, least] of header.externalFiles) {
    const { size } = statSync(externalPath(folder, path, location, file));
    if (size < least) {
      throw new PictureError('external-data-damaged', sentence('weights.cut', { location, file, size, least }));
    }
    bytes += size;
  }
  return { ...header, path, bytes };
};
