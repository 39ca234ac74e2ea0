// `npm run dist`: the installers of this system, into release/. `--check` assembles the app around a stand-in for Electron's binary and
// tries what is inside of it; so does the command itself where the binary cannot be fetched.
import { build } from 'electron-builder';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './build.ts';
import { checkPackage } from './check-package.ts';
import { electronFolder, fetchElectron } from './electron-binary.ts';
import { packageConfig } from './package-config.ts';
import { makeStandInElectron } from './stand-in-electron.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const config = packageConfig(process.execPath);

/** Everything but the installer itself. Throws with the first thing that is wrong. */
const checkAssembly = async (): Promise<void> => {
  const scratch = await mkdtemp(join(tmpdir(), 'tincture-dist-'));
  try {
    const electronDist = await makeStandInElectron(join(scratch, 'electron'));
    const output = join(scratch, 'release');
    // an icon and a signature are put into a real binary only
    const bare = { ...config, electronDist, directories: { output }, mac: { ...config.mac, identity: null } };
    await build({ projectDir, config: bare, dir: true, publish: 'never' });
    for (const line of await checkPackage(output)) console.log(`✓ ${line}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

await buildIfNeeded();
if (process.argv.includes('--check')) {
  await checkAssembly();
} else if ((await fetchElectron()) === null) {
  await checkAssembly();
  console.error(
    'Electron’s binary could not be fetched from github.com, so there is no installer. All that goes into one was put together and works.',
  );
  process.exitCode = 1;
} else {
  for (const file of await build({ projectDir, config: { ...config, electronDist: electronFolder }, publish: 'never' })) console.log(file);
}
