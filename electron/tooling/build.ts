// Everything that ships, into dist/: the renderer by Vite, the processes by esbuild, the window's part of main apart from what it can wait for.
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { build as buildPage } from 'vite';
import { calls } from '../contract/calls.ts';
import { events } from '../contract/events.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Touched at the end of a whole build. */
const stamp = 'dist/.built';

/** Packages with binaries of their own stay outside of the bundles. */
const native = ['onnxruntime-node', 'better-sqlite3', 'sharp', 'electron'];

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  external: native,
  sourcemap: true,
  logLevel: 'warning',
};

const esm: BuildOptions = {
  ...common,
  format: 'esm',
  // Packages written in CommonJS ask for `require` inside of an ES module.
  banner: { js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);" },
};

const processes: readonly BuildOptions[] = [
  { ...esm, entryPoints: ['electron/main/main.ts'], outdir: 'dist/main', splitting: true, chunkNames: 'parts/[name]-[hash]' },
  { ...esm, entryPoints: ['electron/engine/main.ts'], outfile: 'dist/engine/main.js' },
  { ...esm, entryPoints: ['electron/host/import/reader-main.ts'], outfile: 'dist/reader/main.js' },
  {
    ...common,
    // A sandboxed preload can only be CommonJS.
    format: 'cjs',
    platform: 'browser',
    entryPoints: ['electron/preload/preload.ts'],
    outfile: 'dist/preload/preload.cjs',
    sourcemap: false,
    define: { CALL_NAMES: JSON.stringify(Object.keys(calls)), EVENT_NAMES: JSON.stringify(Object.keys(events)) },
  },
];

export const buildAll = async (): Promise<void> => {
  // parts are named by their content: those of the last build would stay
  await rm(join(root, 'dist/main'), { recursive: true, force: true });
  await Promise.all([
    buildPage({ configFile: fileURLToPath(new URL('../../renderer/vite.config.ts', import.meta.url)), logLevel: 'warn' }),
    ...processes.map((options) => build(options)),
  ]);
  await writeFile(join(root, stamp), '');
};

const newest = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(tsx?|css|json|html|svg|woff2)$/.test(entry.name));
  const times = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs));
  return Math.max(0, ...times);
};

/** Builds where a source is newer than the last build. */
export const buildIfNeeded = async (): Promise<void> => {
  const built = await stat(join(root, stamp)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  const times = await Promise.all(['electron', 'renderer', 'native-models', 'assets/icons'].map((folder) => newest(join(root, folder))));
  if (Math.max(...times) > built) await buildAll();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
