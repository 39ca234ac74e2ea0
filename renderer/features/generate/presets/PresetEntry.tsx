import { ActionIcon, Group, Menu, TextInput, UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preset } from '../../../../electron/contract/preset.ts';
import { nameIn, partsOf } from './preset-parts.ts';
import classes from './Presets.module.css';
import { usePresets } from './use-presets.ts';

const select = (field: HTMLInputElement | null): void => field?.select();

/** One preset: taken as a whole by a click, part by part from its menu. */
export const PresetEntry = ({ preset, onTaken }: Readonly<{ preset: Preset; onTaken: () => void }>) => {
  const { t, i18n } = useTranslation();
  const { apply, rename, remove, save, share } = usePresets();
  const [renaming, setRenaming] = useState(false);
  const { fields, from } = preset;
  const name = nameIn(i18n.language, preset);
  const parts = partsOf(fields);
  const words = parts.map((part) => t(`preset.part.${part}`)).join(' · ');
  if (renaming) {
    return (
      <TextInput
        size="sm"
        defaultValue={name}
        aria-label={t('preset.name')}
        ref={select}
        onBlur={() => setRenaming(false)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            setRenaming(false);
          }
          if (event.key !== 'Enter' || event.currentTarget.value.trim() === '') return;
          void rename(preset, event.currentTarget.value.trim());
          setRenaming(false);
        }}
      />
    );
  }
  return (
    <Group role="listitem" gap={2} wrap="nowrap" className={classes.entry}>
      <UnstyledButton
        className={classes.name}
        onClick={() => {
          apply(preset);
          onTaken();
        }}
      >
        <span dir="auto">{name}</span>
        <small>{from === null ? words : `${from} · ${words}`}</small>
      </UnstyledButton>
      <Menu position="bottom-end" withinPortal={false} shadow="md">
        <Menu.Target>
          <ActionIcon size={26} aria-label={t('preset.more', { name })}>
            <IconDots size={15} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {parts.length > 1 && <Menu.Label>{t('preset.takeOnly')}</Menu.Label>}
          {parts.length > 1 &&
            parts.map((part) => (
              <Menu.Item key={part} onClick={() => apply(preset, [part])}>
                {t(`preset.part.${part}`)}
              </Menu.Item>
            ))}
          <Menu.Divider />
          {from === null && <Menu.Item onClick={() => void save(preset.id, name, parts)}>{t('preset.replace')}</Menu.Item>}
          {from === null && <Menu.Item onClick={() => setRenaming(true)}>{t('preset.rename')}</Menu.Item>}
          <Menu.Item onClick={() => share([preset])}>{t('preset.share')}</Menu.Item>
          {from === null && (
            <Menu.Item color="red" onClick={() => void remove(preset)}>
              {t('preset.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
};
