import { Button, Chip, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PresetPart, partNames, usualParts } from './preset-parts.ts';
import { usePresets } from './use-presets.ts';

const focus = (field: HTMLInputElement | null): void => field?.focus();

/** Keeps the form under a name: all of it, or some parts. */
export const NewPreset = () => {
  const { t } = useTranslation();
  const { save } = usePresets();
  const [name, setName] = useState('');
  const [parts, setParts] = useState<readonly PresetPart[]>(usualParts);
  const [naming, setNaming] = useState(false);
  if (!naming) {
    return (
      <Button size="compact-sm" variant="light" fullWidth onClick={() => setNaming(true)}>
        {t('preset.saveThese')}
      </Button>
    );
  }
  const keep = async (): Promise<void> => {
    if ((await save(null, name.trim(), parts)) === null) return;
    setName('');
    setNaming(false);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <TextInput
        size="sm"
        ref={focus}
        label={t('preset.name')}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Chip.Group multiple value={[...parts]} onChange={(chosen) => setParts(partNames.filter((part) => chosen.includes(part)))}>
        <Group gap={4} my={8} role="group" aria-label={t('preset.parts')}>
          {partNames.map((part) => (
            <Chip key={part} size="xs" value={part}>
              {t(`preset.part.${part}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Button type="submit" size="compact-sm" fullWidth disabled={name.trim() === '' || parts.length === 0}>
        {t('preset.save')}
      </Button>
    </form>
  );
};
