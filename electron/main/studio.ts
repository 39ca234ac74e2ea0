import { shell } from 'electron';
import { createHost, type Host } from '../host/host.ts';
import type { Home } from '../host/home.ts';
import { publish } from './ipc.ts';
import type { Places } from './places.ts';

/** The host, with the system's bin and file manager. */
export const openStudio = (home: Home, { node, engineMain, builtInModels }: Places): Promise<Host> =>
  createHost({
    home,
    engine: { node, main: engineMain, provider: null },
    builtInModels,
    publish,
    trash: (path) => shell.trashItem(path),
    reveal: (path) => shell.showItemInFolder(path),
  });
