import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Settings } from '../../electron/contract/records.ts';
import { useStudio } from '../studio.ts';
import type { Command } from './command.ts';
import { commands } from './index.ts';
import { keyOf, pressOf } from './keys.ts';

/** Keys that the user has chosen, by command; what is not in it has the keys that it came with. */
export type Shortcuts = Settings['shortcuts'];

export const withShortcuts = <C extends Command>(command: C, shortcuts: Shortcuts): C => {
  const keys = shortcuts[command.id];
  return keys === undefined ? command : { ...command, keys };
};

const none: Shortcuts = {};
export const useChosenKeys = (): Shortcuts => {
  const { queries } = useStudio();
  const { data } = useQuery(queries.settings);
  return data?.shortcuts ?? none;
};

/** Every command, with the keys that the user has chosen for it. */
export const useCommands = (): readonly Command[] => {
  const shortcuts = useChosenKeys();
  return useMemo(() => commands.map((command) => withShortcuts(command, shortcuts)), [shortcuts]);
};

/** Keys that only change what other keys mean, and one that the notation has no room for. */
const unfit: ReadonlySet<string> = new Set(['shift', 'control', 'alt', 'meta', 'altgraph', 'capslock', 'dead', 'tab', 'escape', '+', ' ']);

/** A key press as a command writes it, `mod+Shift+S`; null for one that cannot stand alone. */
export const keysOf = (event: KeyboardEvent): string | null => {
  const { key, mod, shift, alt } = pressOf(event);
  if (unfit.has(key)) return null;
  const meant = keyOf(event);
  const name = meant.length === 1 ? meant.toUpperCase() : meant;
  return [...(mod ? ['mod'] : []), ...(shift ? ['Shift'] : []), ...(alt ? ['Alt'] : []), name].join('+');
};
