import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import type { MenuBar } from '../contract/menu.ts';

type Template = readonly MenuItemConstructorOptions[];

/** Electron's names of keys that commands name otherwise. */
const keyNames: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
};
const known = /^([!-*,-~]|F\d{1,2}|Left|Right|Up|Down|Esc|Enter|Delete|Backspace|Home|End|PageUp|PageDown)$/;
/** A Mac's edit menu has these. */
const editing: ReadonlySet<string> = new Set(['mod+Z', 'mod+Shift+Z', 'mod+X', 'mod+C', 'mod+V', 'mod+A']);

/** A command's keys as Electron writes them; null for what it does not know: one wrong word and there is no menu at all. */
export const acceleratorOf = (keys: string): string | null => {
  const parts = keys.split('+');
  const last = parts.at(-1) ?? '';
  const key = keyNames[last] ?? last;
  return known.test(key) ? [...parts.slice(0, -1).map((part) => (part === 'mod' ? 'CmdOrCtrl' : part)), key].join('+') : null;
};

/** On a Mac a menu's keys are taken from text fields, so plain ones stay with the window; elsewhere the window hears all of them itself. */
const keysOf = (keys: string | null, isMac: boolean): Pick<MenuItemConstructorOptions, 'accelerator' | 'registerAccelerator'> => {
  const accelerator = keys === null || (isMac && (!keys.includes('mod+') || editing.has(keys))) ? null : acceleratorOf(keys);
  return accelerator === null ? {} : { accelerator, registerAccelerator: isMac };
};

/** The menu bar: the window's commands, and on a Mac the menus that every program has there, by roles. */
export const menuBarTemplate = (menu: MenuBar, platform: NodeJS.Platform, choose: (command: string) => void): Template => {
  const isMac = platform === 'darwin';
  const ours = menu.map(
    ({ label, items }): MenuItemConstructorOptions => ({
      label,
      submenu: items.map(({ command, label: name, keys, enabled }) => ({
        label: name,
        enabled,
        ...keysOf(keys, isMac),
        click: () => choose(command),
      })),
    }),
  );
  return isMac ? [{ role: 'appMenu' }, { role: 'editMenu' }, ...ours, { role: 'viewMenu' }, { role: 'windowMenu' }] : ours;
};

/** The menu of a text field, or of selected text; empty where there is nothing to do with words. */
export const textMenuTemplate = ({
  isEditable,
  editFlags,
  selectionText,
}: Pick<ContextMenuParams, 'isEditable' | 'editFlags' | 'selectionText'>): Template => {
  if (!isEditable) return selectionText.trim() === '' ? [] : [{ role: 'copy' }];
  return [
    { role: 'undo', enabled: editFlags.canUndo },
    { role: 'redo', enabled: editFlags.canRedo },
    { type: 'separator' },
    { role: 'cut', enabled: editFlags.canCut },
    { role: 'copy', enabled: editFlags.canCopy },
    { role: 'paste', enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', enabled: editFlags.canSelectAll },
  ];
};
