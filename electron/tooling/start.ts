// `npm start`: builds what is out of date, fetches Electron's binary the first time, opens the window.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './build.ts';
import { electronBinary } from './electron-binary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const run = (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  errors: 'inherit' | 'ignore' = 'inherit',
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['inherit', 'inherit', errors], env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

const fetched = async (): Promise<string | null> => {
  const present = electronBinary();
  if (present !== null) return present;
  console.log('Fetching Electron (once, about 110 MB) …');
  // Why it failed is said below, in one sentence.
  await run(process.execPath, ['node_modules/electron/install.js'], {}, 'ignore');
  return electronBinary();
};

const binary = await fetched();
if (binary === null) {
  console.error(
    'Electron’s binary could not be fetched from github.com, so there is no desktop window here: `npm run serve` opens the same studio in a browser.',
  );
  process.exitCode = 1;
} else {
  await buildIfNeeded();
  // Chromium refuses its sandbox to root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  process.exitCode = await run(binary, [...asRoot, '.', ...process.argv.slice(2)], { TINCTURE_NODE: process.execPath });
}
