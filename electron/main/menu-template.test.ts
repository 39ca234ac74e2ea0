import type { MenuItemConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import type { MenuBar } from '../contract/menu.ts';
import { acceleratorOf, menuBarTemplate, textMenuTemplate } from './menu-template.ts';

const menu: MenuBar = [
  {
    label: 'Make',
    items: [
      { command: 'generate', label: 'Generate', keys: 'mod+Enter', enabled: true },
      { command: 'more', label: 'More', keys: 'M', enabled: false },
      { command: 'undo', label: 'Undo', keys: 'mod+Z', enabled: true },
    ],
  },
];
const itemsOf = (template: readonly MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions[] =>
  (template.find((one) => one.label === label)?.submenu ?? []) as MenuItemConstructorOptions[];

it('a Mac has its own menus by roles, and takes no plain key and no key of the edit menu from text', () => {
  const template = menuBarTemplate(menu, 'darwin', () => undefined);
  expect(template.map(({ role, label }) => role ?? label)).toEqual(['appMenu', 'editMenu', 'Make', 'viewMenu', 'windowMenu']);
  expect(itemsOf(template, 'Make').map(({ accelerator }) => accelerator)).toEqual(['CmdOrCtrl+Enter', undefined, undefined]);
});

it('elsewhere keys are shown, and left to the window', () => {
  const items = itemsOf(
    menuBarTemplate(menu, 'linux', () => undefined),
    'Make',
  );
  expect(items.map(({ accelerator }) => accelerator)).toEqual(['CmdOrCtrl+Enter', 'M', 'CmdOrCtrl+Z']);
  expect(items.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
  expect(items.map(({ enabled }) => enabled)).toEqual([true, false, true]);
});

it('what is chosen is told by the id of its command', () => {
  const chosen: string[] = [];
  const [first] = itemsOf(
    menuBarTemplate(menu, 'linux', (command) => chosen.push(command)),
    'Make',
  );
  (first as unknown as { click: () => void }).click();
  expect(chosen).toEqual(['generate']);
});

it.each([
  ['mod+Shift+X', 'CmdOrCtrl+Shift+X'],
  ['ArrowLeft', 'Left'],
  ['Escape', 'Esc'],
  ['AudioVolumeUp', null],
  ['é', null],
])('%s is %s to Electron', (keys, accelerator) => {
  expect(acceleratorOf(keys)).toBe(accelerator);
});

const flags = {
  canUndo: false,
  canRedo: false,
  canCut: true,
  canCopy: true,
  canPaste: true,
  canSelectAll: true,
  canDelete: true,
  canEditRichly: false,
};
it('text has a menu where there is something to do with it', () => {
  const roles = (isEditable: boolean, selectionText: string) =>
    textMenuTemplate({ isEditable, selectionText, editFlags: flags }).flatMap(({ role }) => role ?? []);
  expect(roles(true, '')).toEqual(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']);
  expect(roles(false, 'words')).toEqual(['copy']);
  expect(roles(false, '')).toEqual([]);
});
