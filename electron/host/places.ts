import { realpathSync } from 'node:fs';
import { dirname, relative, resolve, isAbsolute, basename, join } from 'node:path';
import { Failure } from '../contract/failure.ts';
import type { Home } from './home.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

/** The real path of something that may not be there yet. */
export const realPlace = (path: string): string => {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    return dirname(whole) === whole ? whole : join(realPlace(dirname(whole)), basename(whole));
  }
};

/** Whether `path` is `folder` or lies below it; both real. */
export const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way));
};

export type Forbidden = Readonly<{ folder: string; why: Words }>;

const refusal = (path: string, why: Words): Failure =>
  new Failure({ code: 'not-allowed', message: sentence('place.cannot', { path, why }), what: path });

/** Throws a `Failure` with the reason where `path` lies, by whatever links, in a folder where it must not. */
export const refuseWithin = (path: string, places: readonly Forbidden[]): void => {
  const real = realPlace(path);
  for (const { folder, why } of places) if (isWithin(real, realPlace(folder))) throw refusal(path, why);
};

/** Throws a `Failure` where `path` is that folder itself, by whatever links; what lies below it is free. */
export const refusePlace = (path: string, { folder, why }: Forbidden): void => {
  if (realPlace(path) === realPlace(folder)) throw refusal(path, why);
};

/** The folder of the program itself: an update or a removal takes with it whatever lies there. */
export const appPlace = (folder: string): Forbidden => ({
  folder,
  why: sentence('place.in-app'),
});

/** Folders of a home that are for Tincture's own data alone. */
export const ownPlaces = (home: Home): Forbidden[] =>
  [dirname(home.store), home.sources, home.thumbnails, home.models, home.exports, home.runs, home.traces].map((folder) => ({
    folder,
    why: sentence('place.own-data'),
  }));

/** Throws a `Failure` where data would lie in the folder of the program. */
export const refuseHome = ({ data, library }: Home, appFolder: string): void => {
  for (const place of [data, library]) refuseWithin(place, [appPlace(appFolder)]);
};
