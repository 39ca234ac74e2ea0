// `npm start`: builds what is out of date, fetches Electron's binary the first time, opens the window.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './build.ts';
import { fetchElectron } from './electron-binary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

const binary = await fetchElectron();
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
