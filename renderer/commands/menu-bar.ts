import type { MenuBar } from '../../electron/contract/menu.ts';
import { type Command, type CommandContext, commandGroups } from './command.ts';

/** Which commands apply now, in their order, as text that is equal where nothing changed. */
export const applying = (commands: readonly Command[], context: CommandContext): string =>
  commands.map((command) => (command.when(context) ? '1' : '0')).join('');

/** The commands for the system's menu, in the user's language, as they apply now. */
export const menuBarOf = (commands: readonly Command[], context: CommandContext): MenuBar =>
  commandGroups.map((group) => ({
    label: context.t(`command.group.${group}`),
    items: commands
      .filter((command) => command.group === group)
      .map((command) => ({
        command: command.id,
        label: context.t(command.label),
        keys: command.keys[0] ?? null,
        enabled: command.when(context),
      })),
  }));
