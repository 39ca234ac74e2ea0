// How the installers are made: one configuration for all systems.
import type { Configuration } from 'electron-builder';

/** The extension of a recipe on its own, which the studio opens. */
const recipeFile = { ext: 'tincture', name: 'Tincture recipe', description: 'The settings of a picture', role: 'Editor' } as const;

/** What a plain Node or a thread must be able to read: the engine, the reader of files from elsewhere, and all that they load. They know no archives. */
const outside = ['dist/engine/**', 'dist/reader/**', 'node_modules/**'];

/** Packages that are not in the bundles; all others are. */
const loaded = ['onnxruntime-node', 'onnxruntime-common', 'sharp', '@img', 'detect-libc', 'semver', 'better-sqlite3'];

/** What an installed app does not run. */
const superfluous = [
  '!**/*.map',
  '!**/*.{ts,cts,mts,md,cc,h,c,cpp,gyp,gypi}',
  '!node_modules/better-sqlite3/{deps,src}/**',
  '!node_modules/onnxruntime-node/script/**',
];

/** onnxruntime and SQLite bring every system's libraries; an installer is made on the system that it is for, and carries those. */
const systems = ['linux', 'linuxmusl', 'darwin', 'win32'];
const otherSystems = `{${systems.filter((name) => name !== process.platform).join(',')}}`;
const foreign = [`!node_modules/onnxruntime-node/bin/*/${otherSystems}/**`, `!node_modules/better-sqlite3/prebuilds/${otherSystems}-*`];

/** `node` is the binary that the engine will run on: the one that makes the installer, of the same system. */
export const packageConfig = (node: string): Configuration => ({
  appId: 'studio.tincture',
  productName: 'Tincture',
  copyright: 'MIT',
  directories: { output: 'release' },
  asar: true,
  files: [
    'package.json',
    'dist/{main,preload,renderer,engine,reader}/**',
    '!node_modules/**',
    `node_modules/{${loaded.join(',')}}/**`,
    ...superfluous,
    ...foreign,
  ],
  asarUnpack: outside,
  extraResources: [
    { from: 'assets/models', to: 'models' },
    { from: 'assets/icons/tincture.png', to: 'tincture.png' },
    { from: node, to: `node/${process.platform === 'win32' ? 'node.exe' : 'node'}` },
    { from: 'LICENSE', to: 'LICENSE' },
    { from: 'assets/licences', to: 'licences' },
  ],
  // one Node-API binary serves every version: nothing is compiled
  npmRebuild: false,
  nodeGypRebuild: false,
  electronLanguages: ['en-US', 'ar', 'hi', 'ja'],
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  fileAssociations: [{ ...recipeFile, mimeType: 'application/x-tincture-recipe' }],
  protocols: [{ name: 'Tincture', schemes: ['tincture'], role: 'Viewer' }],
  icon: 'assets/icons/tincture.png',
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Graphics',
    synopsis: 'A desktop studio for diffusion images',
    maintainer: 'The Tincture authors <authors@tincture.invalid>',
  },
  mac: { target: ['dmg'], category: 'public.app-category.graphics-design', darkModeSupport: true },
  win: { target: ['nsis'] },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false },
  publish: null,
});
