import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyCommand, copyJson, copyPrompt, copyText } from '../../commands/picture.ts';
import { useRun } from '../../commands/use-commands.ts';
import { Keys } from '../../ui/Keys.tsx';

const copies = [copyPrompt, copyText, copyCommand, copyJson];

/** The recipe for another place: its words, its settings, a command, JSON. */
export const CopyMenu = () => {
  const { t } = useTranslation();
  const run = useRun();
  const [open, setOpen] = useState(false);
  return (
    <Menu opened={open} onChange={setOpen} position="top" shadow="md" withinPortal>
      <Menu.Target>
        <Tooltip label={t('command.copy')} disabled={open}>
          <ActionIcon size={36} aria-label={t('command.copy')}>
            <IconCopy size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {copies.map((command) => (
          <Menu.Item
            key={command.id}
            rightSection={command.keys[0] === undefined ? null : <Keys keys={command.keys[0]} />}
            onClick={() => run(command)}
          >
            {t(command.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
