import type { MenuBar } from '../../electron/contract/menu.ts';
import { type Command, type CommandContext, commandGroups } from './command.ts';

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
