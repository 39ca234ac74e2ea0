import { dialog, safeStorage, shell } from 'electron';
import { createStudio, type Studio } from '../host/studio.ts';
import type { Home } from '../host/home.ts';
import type { KeyStore } from '../host/network/token.ts';
import { showMenu } from './menu.ts';
import { publish } from './ipc.ts';
import { servePictures } from './pictures.ts';
import type { Places } from './places.ts';

/** The system's key store; null where there is none, or where Linux would only pretend. */
const keyStore = (): KeyStore | null => {
  const pretends = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  if (pretends || !safeStorage.isEncryptionAvailable()) return null;
  return { seal: (text) => safeStorage.encryptString(text), unseal: (sealed) => safeStorage.decryptString(Buffer.from(sealed)) };
};

/** The host, with the system's bin and file manager, and its pictures for the window. */
export const openStudio = async (home: Home, { node, engineMain, appFolder, builtInModels }: Places): Promise<Studio> => {
  const studio = await createStudio({
    home,
    engine: { node, main: engineMain, provider: null },
    appFolder,
    builtInModels,
    publish,
    trash: (path) => shell.trashItem(path),
    choosePath: async (kind, initial) => {
      if (kind === 'folder') {
        const { filePaths } = await dialog.showOpenDialog({ defaultPath: initial, properties: ['openDirectory', 'createDirectory'] });
        return filePaths[0] ?? null;
      }
      const { filePath } = await dialog.showSaveDialog({ defaultPath: initial, filters: [{ name: 'ZIP', extensions: ['zip'] }] });
      return filePath === '' ? null : filePath;
    },
    reveal: (path) => shell.showItemInFolder(path),
    showMenu,
    network: { keyStore: keyStore() },
  });
  servePictures(studio);
  return studio;
};
