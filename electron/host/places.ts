import { realpath } from 'node:fs/promises';
import { dirname, relative, resolve, isAbsolute, basename, join } from 'node:path';
import { Failure } from '../contract/failure.ts';

/** The real path of something that may not be there yet. */
export const realPlace = async (path: string): Promise<string> => {
  const whole = resolve(path);
  try {
    return await realpath(whole);
  } catch {
    return dirname(whole) === whole ? whole : join(await realPlace(dirname(whole)), basename(whole));
  }
};

/** Whether `path` is `folder` or lies below it; both real. */
export const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
};

export type Forbidden = Readonly<{ folder: string; why: string }>;

/** Throws a `Failure` with the reason where `path` lies, by whatever links, in a folder where it must not. */
export const refuseWithin = async (path: string, places: readonly Forbidden[]): Promise<void> => {
  const real = await realPlace(path);
  for (const { folder, why } of places) {
    if (isWithin(real, await realPlace(folder)))
      throw new Failure({ code: 'not-allowed', message: `“${path}” cannot be used: ${why}`, what: path });
  }
};
