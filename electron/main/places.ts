import { dirname, join } from 'node:path';
import { app } from 'electron';

/** Where things lie: beside the bundles in a checkout, in the resources of an installed app. */
export const findPlaces = () => {
  const root = app.getAppPath();
  const resources = app.isPackaged ? process.resourcesPath : root;
  return {
    renderer: join(root, 'dist', 'renderer'),
    icon: join(resources, app.isPackaged ? 'tincture.png' : join('assets', 'icons', 'tincture.png')),
    preload: join(root, 'dist', 'preload', 'preload.cjs'),
    // plain Node reads no archive: the engine and what it loads lie beside it
    engineMain: join(app.isPackaged ? join(resources, 'app.asar.unpacked') : root, 'dist', 'engine', 'main.js'),
    /** What an update replaces: nothing of a person's is written there. */
    appFolder: app.isPackaged ? dirname(resources) : root,
    builtInModels: app.isPackaged ? join(resources, 'models') : join(root, 'assets', 'models'),
    /** The engine runs on a plain Node: ours in an installed app, the one that started us in a checkout. */
    node: app.isPackaged
      ? join(resources, 'node', process.platform === 'win32' ? 'node.exe' : 'node')
      : (process.env['TINCTURE_NODE'] ?? 'node'),
  };
};
export type Places = ReturnType<typeof findPlaces>;
