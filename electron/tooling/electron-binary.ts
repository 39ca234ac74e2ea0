import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inPackage: Readonly<Record<string, string>> = {
  linux: 'electron',
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

const at = (path: string): string => fileURLToPath(new URL(`../../node_modules/electron/${path}`, import.meta.url));

/** The folder of Electron's binary and what belongs to it. */
export const electronFolder = at('dist');

/** Electron's binary where it has been fetched; the package comes without it. */
export const electronBinary = (): string | null => {
  const name = inPackage[process.platform];
  if (name === undefined) return null;
  const path = at(`dist/${name}`);
  return existsSync(path) ? path : null;
};

/** The same, fetched where it is missing; null where it cannot be. */
export const fetchElectron = async (): Promise<string | null> => {
  const present = electronBinary();
  if (present !== null) return present;
  console.log('Fetching Electron (once, about 110 MB) …');
  await new Promise<void>((resolve, reject) => {
    // why it failed is said by the caller, in one sentence
    const child = spawn(process.execPath, [at('install.js')], { stdio: ['ignore', 'inherit', 'ignore'] });
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  return electronBinary();
};
