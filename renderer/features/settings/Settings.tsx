import { isProvider } from '../../../native-models/sessions/providers.ts';
import { Button, CloseButton, Group, NumberInput, SegmentedControl, Select, Switch, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings as Values } from '../../../electron/contract/records.ts';
import { wordsOf } from '../../api/client.ts';
import { networkId } from '../../commands/network.ts';
import { languages } from '../../i18n.ts';
import { useStudio } from '../../studio.ts';
import { CardList } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Later } from '../../ui/Later.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { Network } from './network/Network.tsx';
import { MeaningPart } from './MeaningPart.tsx';
import { Places } from './places/Places.tsx';
import { Part } from './Part.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import classes from './Settings.module.css';
import { type Change, useChange } from './use-change.ts';
import { useTell } from '../../ui/use-tell.ts';
import { useCapabilities } from '../../ui/use-capabilities.ts';

const Appearance = ({ settings, change }: Readonly<{ settings: Values; change: Change }>) => {
  const { t } = useTranslation();
  const theme = useId();
  return (
    <Part title={t('settings.appearance')}>
      <div>
        <Text id={theme} size="sm" fw={600} mb={4}>
          {t('settings.theme')}
        </Text>
        <SegmentedControl
          aria-labelledby={theme}
          data={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
          value={settings.theme}
          onChange={(value) => change({ theme: value })}
        />
      </div>
      <Switch
        label={t('settings.contrast')}
        description={t('settings.contrastHelp')}
        checked={settings.contrast === 'more'}
        onChange={(event) => change({ contrast: event.currentTarget.checked ? 'more' : 'system' })}
      />
      <Select
        label={t('settings.language')}
        maw={280}
        data={[{ value: 'system', label: t('settings.system') }, ...languages.map(({ code, name }) => ({ value: code, label: name }))]}
        value={settings.language}
        onChange={(language) => language !== null && change({ language })}
      />
    </Part>
  );
};

const Folders = ({ settings, change }: Readonly<{ settings: Values; change: Change }>) => {
  const { t } = useTranslation();
  const [path, setPath] = useState('');
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('settings.folders')}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {t('settings.foldersHelp')}
      </Text>
      {settings.modelFolders.map((folder) => (
        <Group key={folder} gap="xs">
          <Text size="sm" className={classes.path}>
            <bdi dir="ltr">{folder}</bdi>
          </Text>
          <CloseButton
            size="sm"
            aria-label={t('settings.removeFolder', { folder })}
            onClick={() => change({ modelFolders: settings.modelFolders.filter((other) => other !== folder) })}
          />
        </Group>
      ))}
      <form
        className={classes.add}
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() === '') return;
          change({ modelFolders: [...settings.modelFolders, path.trim()] });
          setPath('');
        }}
      >
        <TextInput
          flex={1}
          aria-label={t('settings.folderPath')}
          placeholder={t('settings.folderPath')}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t('settings.add')}
        </Button>
      </form>
    </div>
  );
};

/** How much of a run is shown and kept. */
const amounts = [
  { name: 'preview', setting: 'previewEvery', max: 100, step: 1 },
  { name: 'keep', setting: 'keepEvery', max: 100, step: 1 },
  { name: 'keptRoom', setting: 'keptMegabytes', max: 100_000, step: 128 },
] as const;

export const Settings = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const { data: settings, error } = useQuery(queries.settings);
  const known = useCapabilities();
  const change = useChange();
  return (
    <Screen title={t('settings.title')} note={t('settings.privacy')}>
      {error !== null && <Empty title={t('settings.title')} text={tell(wordsOf(error))} />}
      {settings !== undefined && (
        <CardList>
          <Appearance settings={settings} change={change} />
          <Part title={t('settings.generation')}>
            {amounts.map(({ name, setting, max, step }) => (
              <NumberInput
                key={name}
                label={t(`settings.${name}`)}
                description={t(`settings.${name}Help`)}
                maw={280}
                min={0}
                max={max}
                step={step}
                allowDecimal={false}
                value={settings[setting]}
                onChange={(value) => typeof value === 'number' && change({ [setting]: value })}
              />
            ))}
            <Folders settings={settings} change={change} />
            {known !== undefined && (
              <div>
                <Text size="sm" fw={600}>
                  {t('settings.about')}
                </Text>
                <Text size="sm" c="dimmed">
                  {t('settings.engineLine', {
                    engine: known.engine,
                    providers: known.providers.map((id) => (isProvider(id) ? t(`devices.name.${id}`) : id)),
                  })}
                </Text>
              </div>
            )}
          </Part>
          <MeaningPart settings={settings} change={change} />
          <Places />
          <div id={networkId}>
            <Part title={t('network.title')}>
              <Network settings={settings} change={change} />
            </Part>
          </div>
          <Later>
            <Shortcuts change={change} />
          </Later>
        </CardList>
      )}
    </Screen>
  );
};
