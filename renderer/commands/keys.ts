import type { Command, CommandContext } from './command.ts';

export const isMac = (): boolean => /mac/i.test(navigator.platform);

type Press = Readonly<{ key: string; mod: boolean; shift: boolean; alt: boolean }>;

const parse = (keys: string): Press => {
  const parts = keys.split('+');
  return {
    key: (parts.at(-1) ?? '').toLowerCase(),
    mod: parts.includes('mod'),
    shift: parts.includes('Shift'),
    alt: parts.includes('Alt'),
  };
};

const signs: Readonly<Record<string, string>> = { BracketLeft: '[', BracketRight: ']', Slash: '/', Period: '.', Minus: '-', Equal: '=' };

/** What is on a key in Latin, small: on a keyboard of another script, or whose digits want Shift, commands lie on the same keys as everywhere. */
export const latinKey = ({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string => {
  if (key.length !== 1) return key;
  const [, letter, digit] = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(code) ?? [];
  if (digit !== undefined && !shiftKey) return digit;
  return (key > '~' ? (letter ?? digit ?? signs[code] ?? key) : key).toLowerCase();
};

/** Next lies where the reading goes: to the left in a window that is mirrored. */
export const keyOf = (event: KeyboardEvent): string => {
  const key = latinKey(event);
  if (document.documentElement.dir !== 'rtl') return key;
  return key === 'ArrowLeft' ? 'ArrowRight' : key === 'ArrowRight' ? 'ArrowLeft' : key;
};

export const pressOf = (event: KeyboardEvent): Press => ({
  key: keyOf(event).toLowerCase(),
  mod: isMac() ? event.metaKey : event.ctrlKey,
  shift: event.shiftKey,
  alt: event.altKey,
});

const matches = (keys: string, press: Press): boolean => {
  const wanted = parse(keys);
  return wanted.key === press.key && wanted.mod === press.mod && wanted.shift === press.shift && wanted.alt === press.alt;
};

/** The element has its own use for plain keys. */
export const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

const pressed: ReadonlySet<string> = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

/** Somebody writes in it: unlike a switch or a slider, which are inputs too. */
export const isWritten = (target: EventTarget | null): boolean =>
  takesText(target) && !(target instanceof HTMLSelectElement) && !(target instanceof HTMLInputElement && pressed.has(target.type));

/** Select all, copy, cut, paste, undo and redo are the field's own while somebody types. */
const isTyping = ({ key, shift }: Press): boolean => (shift ? ['v', 'z'] : ['a', 'c', 'v', 'x', 'y', 'z']).includes(key);

/** Select all means pictures or a field's text here, never the words of the page. */
export const selectsPage = (event: KeyboardEvent): boolean => {
  const { key, mod, shift, alt } = pressOf(event);
  return key === 'a' && mod && !shift && !alt && !takesText(event.target);
};

/** Radio groups, sliders and lists walk by arrows themselves. */
const takesArrows = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('[role=radiogroup], [role=slider], [role=listbox], [role=grid], [role=menu]') !== null;

/** The commands that a key press may mean, those that come first having it first. */
const meant = (commands: readonly Command[], event: KeyboardEvent): readonly Command[] => {
  const press = pressOf(event);
  const typing = takesText(event.target);
  if (typing && press.key !== 'escape' && (!press.mod || isTyping(press))) return [];
  if (press.key.startsWith('arrow') && takesArrows(event.target)) return [];
  return commands.filter((command) => command.keys.some((keys) => matches(keys, press)));
};

/** The command that a key press means here and now. */
export const commandFor = (commands: readonly Command[], event: KeyboardEvent, context: CommandContext): Command | null =>
  meant(commands, event).find((command) => command.when(context)) ?? null;

/** Why what a key press means cannot be here and now; null where it means nothing here. */
export const whyNotFor = (commands: readonly Command[], event: KeyboardEvent, context: CommandContext): string | null =>
  meant(commands, event)
    .map(({ whyNot }) => whyNot?.(context) ?? null)
    .find((why) => why !== null) ?? null;

/** A key as people read it: `Ctrl Enter`. */
export const keyNames = (
  keys: string,
  name: (part: 'mod' | 'shift' | 'alt' | 'enter' | 'escape' | 'delete' | 'arrowLeft' | 'arrowRight') => string,
): string[] =>
  keys.split('+').map((part) => {
    switch (part) {
      case 'mod':
        return isMac() ? '⌘' : name('mod');
      case 'Shift':
        return name('shift');
      case 'Alt':
        return name('alt');
      case 'Enter':
        return name('enter');
      case 'Escape':
        return name('escape');
      case 'Delete':
        return name('delete');
      case 'ArrowLeft':
        return name('arrowLeft');
      case 'ArrowRight':
        return name('arrowRight');
      default:
        return part;
    }
  });
