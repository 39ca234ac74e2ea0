// Finds a Chromium for the end-to-end specs, or installs one. Prints what it chose.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';

type Found = Readonly<{ path: string; from: string }>;

const systemPaths: Readonly<Record<string, readonly string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
};

/** Seconds that a download may take before we look elsewhere. */
const patience = 120;

const run = (command: string, args: readonly string[], seconds: number, env: Readonly<Record<string, string>> = {}): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: seconds * 1000,
      env: { ...process.env, ...env },
    });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });

/** A downloaded browser may lack the system's libraries. */
const starts = (path: string): boolean => existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;

const chosen = (): Found | null => {
  const path = process.env['TINCTURE_CHROMIUM'];
  return path === undefined || path === '' ? null : { path, from: 'TINCTURE_CHROMIUM' };
};

const playwrights = (): Found | null => {
  const path = chromium.executablePath();
  return starts(path) ? { path, from: 'Playwright' } : null;
};

const systems = (): Found | null => {
  const path = (systemPaths[process.platform] ?? []).find(starts);
  return path === undefined ? null : { path, from: 'the system' };
};

const fetched = async (): Promise<Found | null> => {
  console.log('chromium: none here, trying Playwright’s download …');
  const cli = fileURLToPath(import.meta.resolve('playwright/package.json')).replace(/package\.json$/, 'cli.js');
  return (await run(process.execPath, [cli, 'install', 'chromium'], patience)) ? playwrights() : null;
};

const fromDebian = async (): Promise<Found | null> => {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
  console.log('chromium: installing Debian’s package …');
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], patience, quiet);
  const installed = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], 5 * patience, quiet);
  return installed ? systems() : null;
};

export const findChromium = async (): Promise<string> => {
  const found = chosen() ?? playwrights() ?? systems() ?? (await fetched()) ?? (await fromDebian());
  if (found === null) {
    throw new Error('No Chromium was found and none could be installed: install Chromium or Chrome, or set TINCTURE_CHROMIUM to its path.');
  }
  console.log(`chromium: ${found.path} (from ${found.from})`);
  return found.path;
};

/**
 * The environment in which WebGPU finds a graphics card: on Linux the software Vulkan driver that comes with Chromium (SwiftShader), so that
 * a test needs no card; elsewhere the system brings one. Throws where this Chromium has no such driver.
 */
export const softwareGraphics = (chromium: string): Readonly<Record<string, string>> => {
  if (process.platform !== 'linux') return {};
  const folders = [dirname(realpathSync(chromium)), '/usr/lib/chromium', '/usr/lib/chromium-browser'];
  const folder = folders.find((place) => existsSync(join(place, 'vk_swiftshader_icd.json')));
  if (folder === undefined) throw new Error(`${chromium} brings no software Vulkan driver (vk_swiftshader_icd.json).`);
  return { LD_LIBRARY_PATH: folder, VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json') };
};

/**
 * What is switched off in a browser for its pages to be like Electron's: popups of the address bar, which take a second of processor for each window.
 * This takes the place of Playwright's own list, which is therefore in it.
 */
const disabledFeatures: readonly string[] = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

/** Quiet, and possible as root in a container. */
export const chromiumArgs: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  `--disable-features=${disabledFeatures.join(',')}`,
];
