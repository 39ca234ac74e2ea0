import { ActionIcon, Button, FileButton, Group, Popover, Text, Tooltip } from '@mantine/core';
import { IconBookmark } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { presets as presetsCommand, presetsId } from '../../../commands/make.ts';
import { useRun } from '../../../commands/use-commands.ts';
import { useLayout, useStudio } from '../../../studio.ts';
import { useFocusBack } from '../../../ui/focus.ts';
import { Keys } from '../../../ui/Keys.tsx';
import { NewPreset } from './NewPreset.tsx';
import { PresetEntry } from './PresetEntry.tsx';
import classes from './Presets.module.css';
import { usePresets } from './use-presets.ts';

/** Settings with a name: the user's own, and those that models bring. */
export const Presets = () => {
  const { t } = useTranslation();
  const run = useRun();
  const { queries } = useStudio();
  const open = useLayout((layout) => layout.presets);
  const setOpen = useLayout((layout) => layout.setPresets);
  useFocusBack(open);
  const { data: presets = [] } = useQuery(queries.presets);
  const { share, take } = usePresets();
  const own = presets.filter(({ from }) => from === null);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={304} shadow="md" trapFocus closeOnClickOutside>
      <Popover.Target>
        <Tooltip
          label={
            <Group gap={8}>
              {t('command.presets')}
              <Keys keys="T" />
            </Group>
          }
        >
          <ActionIcon
            id={presetsId}
            size={36}
            variant="default"
            aria-label={t('command.presets')}
            aria-expanded={open}
            onClick={() => run(presetsCommand)}
          >
            <IconBookmark size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={t('command.presets')}>
        <div className={classes.list} role="list" aria-label={t('command.presets')}>
          {presets.length === 0 && (
            <Text size="sm" c="dimmed" p={6}>
              {t('preset.none')}
            </Text>
          )}
          {presets.map((preset) => (
            <PresetEntry key={preset.id} preset={preset} onTaken={() => setOpen(false)} />
          ))}
        </div>
        <div className={classes.foot}>
          <NewPreset />
          <Group gap={6} grow>
            <FileButton accept="application/json,.json" onChange={(file) => file !== null && void take(file)}>
              {(props) => (
                <Button {...props} size="compact-xs" variant="subtle" color="gray">
                  {t('preset.import')}
                </Button>
              )}
            </FileButton>
            <Button size="compact-xs" variant="subtle" color="gray" disabled={own.length === 0} onClick={() => share(own)}>
              {t('preset.export')}
            </Button>
          </Group>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
};
