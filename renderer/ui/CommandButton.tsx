import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Command } from '../commands/command.ts';
import { useChosenKeys, withShortcuts } from '../commands/shortcuts.ts';
import { useIsPossible, useRun } from '../commands/use-commands.ts';
import { Keys } from './Keys.tsx';

const useCommand = (given: Command) => {
  const command = withShortcuts(given, useChosenKeys());
  const { t } = useTranslation();
  const run = useRun();
  const Icon = command.icon;
  return {
    label: t(command.label),
    icon: <Icon size={18} stroke={1.6} aria-hidden />,
    keys: command.keys[0] === undefined ? null : <Keys keys={command.keys[0]} />,
    possible: useIsPossible(command),
    start: () => run(command),
  };
};

/** A command with its word on it. */
export const CommandButton = ({ command, primary = false }: Readonly<{ command: Command; primary?: boolean }>) => {
  const { label, icon, keys, possible, start } = useCommand(command);
  return (
    <Tooltip label={keys} disabled={keys === null}>
      <Button size="sm" variant={primary ? 'filled' : 'default'} leftSection={icon} disabled={!possible} onClick={start}>
        {label}
      </Button>
    </Tooltip>
  );
};

/** A command as an icon, named for those who cannot see it and on hover. Absent where it makes no sense here. */
export const CommandIcon = ({ command, pressed }: Readonly<{ command: Command; pressed?: boolean }>) => {
  const { label, icon, keys, possible, start } = useCommand(command);
  if (!possible) return null;
  return (
    <Tooltip
      label={
        <Group gap={8}>
          {label}
          {keys}
        </Group>
      }
    >
      <ActionIcon
        size={36}
        color={pressed === true ? 'ink' : 'gray'}
        variant={pressed === true ? 'light' : 'subtle'}
        aria-label={label}
        aria-pressed={pressed}
        onClick={start}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
};
