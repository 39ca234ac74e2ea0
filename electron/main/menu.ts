import { app, Menu } from 'electron';
import type { MenuBar } from '../contract/menu.ts';
import { publish } from './ipc.ts';
import { menuBarTemplate, textMenuTemplate } from './menu-template.ts';

/** The menu bar: on a Mac always there, elsewhere by Alt. */
export const showMenu = (menu: MenuBar): void =>
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([...menuBarTemplate(menu, process.platform, (command) => publish('menu.chosen', { command }))]),
  );

/** Before the window has said what it can do, a Mac has its own menus and others have none; text has its menu from the start. */
export const setupMenus = (): void => {
  if (process.platform === 'darwin') showMenu([]);
  else Menu.setApplicationMenu(null);
  app.on('web-contents-created', (_event, contents) => {
    contents.on('context-menu', (_menuEvent, params) => {
      const template = textMenuTemplate(params);
      if (template.length > 0) Menu.buildFromTemplate([...template]).popup();
    });
  });
};
