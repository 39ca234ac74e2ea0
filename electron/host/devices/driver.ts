import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { homedir, release, version } from 'node:os';
import { join } from 'node:path';

/** What a system says of its graphics drivers, without asking any of them. */
export type Driver = Readonly<{
  /** Changes when a driver, or the system, is exchanged. */
  fingerprint: string;
  /** WebGPU has something to run on. */
  graphics: boolean;
  /** There is an NVIDIA card with its driver. */
  nvidia: boolean;
}>;

export type System = Readonly<{
  platform: string;
  env: NodeJS.ProcessEnv /** Where the file system begins; a test says where. */;
  root: string;
}>;

export const thisSystem: System = { platform: process.platform, env: process.env, root: '/' };

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const touched = (path: string): string => `${path} ${statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 'none'}`;

/** Vulkan's loader finds drivers by JSON files in these places (LoaderDriverInterface.md of Khronos). */
const vulkanDrivers = ({ env, root }: System): readonly string[] => {
  const named = env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES'];
  if (named !== undefined && named !== '') return named.split(':').filter((path) => existsSync(path));
  const own = root === '/' ? [env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share')] : [];
  const shared = ['etc', 'usr/local/etc', 'usr/share', 'usr/local/share'].map((place) => join(root, place));
  return [...own, ...shared].flatMap((place) => {
    const folder = join(place, 'vulkan', 'icd.d');
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => join(folder, name));
  });
};

const hash = (lines: readonly string[]): string => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);

export const readDriver = (system: System = thisSystem): Driver => {
  const own = [version(), release()];
  switch (system.platform) {
    case 'linux': {
      const drivers = vulkanDrivers(system);
      const nvidia = read(join(system.root, 'proc/driver/nvidia/version'));
      return { fingerprint: hash([...own, nvidia, ...drivers.map(touched)]), graphics: drivers.length > 0, nvidia: nvidia !== '' };
    }
    case 'win32':
      // every driver that is installed leaves a folder here
      return {
        fingerprint: hash([...own, touched(join(system.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'DriverStore', 'FileRepository'))]),
        graphics: true,
        nvidia: false,
      };
    default:
      return { fingerprint: hash(own), graphics: system.platform === 'darwin', nvidia: false };
  }
};
