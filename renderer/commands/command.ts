import type { Icon } from '@tabler/icons-react';
import type { ParseKeys, TFunction } from 'i18next';
import type { Studio } from '../studio.ts';
import type { Tell } from '../ui/use-tell.ts';

/** What commands may use besides the studio: words, and a way to say something to the user. */
export type CommandContext = Studio & Readonly<{ language: string; t: TFunction; tell: Tell; say: Say }>;

export type Say = Readonly<{
  info: (message: string) => void;
  /** Words of ours: something cannot be. */
  error: (message: string) => void;
  /** What a call or a command failed with. */
  fault: (error: unknown) => void;
  /** Something that a person may want to go on with, by a button that `label` names. */
  leading: (message: string, label: string, go: () => void) => void;
  /** Something that can be undone for a while. */
  undoable: (message: string, undo: () => Promise<void>) => void;
  /** What would undo what is on offer now; null where nothing is. */
  offered: () => (() => Promise<void>) | null;
  /** Takes the offer away: what it would undo is undone. */
  withdraw: () => void;
}>;

/** In the order of menus and the palette. */
export const commandGroups = ['make', 'picture', 'library', 'go', 'window'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** One user action. Buttons, shortcuts and the palette all read it. */
export type Command = Readonly<{
  id: string;
  label: ParseKeys;
  group: CommandGroup;
  icon: Icon;
  /** Like `mod+Enter`; mod is Ctrl, or ⌘ on a Mac. Where several commands share a key, the first that applies runs. */
  keys: readonly string[];
  when: (context: CommandContext) => boolean;
  /** Where a person may expect it though it cannot be: why, said when its key is pressed. Null where nobody would. */
  whyNot?: (context: CommandContext) => string | null;
  run: (context: CommandContext) => void | Promise<void>;
}>;

export const always = (): boolean => true;
