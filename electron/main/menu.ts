import { Menu, type MenuItemConstructorOptions } from 'electron';

/** A Mac needs a menu for its own keys; elsewhere the window's commands have theirs. Roles bring their words in the system's language. */
const macMenu: MenuItemConstructorOptions[] = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'viewMenu' }, { role: 'windowMenu' }];

export const setupMenu = (): void => Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate(macMenu) : null);
