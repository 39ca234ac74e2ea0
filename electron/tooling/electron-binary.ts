import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inPackage: Readonly<Record<string, string>> = {
  linux: 'electron',
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

/** Electron's binary where it has been fetched; the package comes without it. */
export const electronBinary = (): string | null => {
  const name = inPackage[process.platform];
  if (name === undefined) return null;
  const path = fileURLToPath(new URL(`../../node_modules/electron/dist/${name}`, import.meta.url));
  return existsSync(path) ? path : null;
};
