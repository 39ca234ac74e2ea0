import { Button, Select, Text } from '@mantine/core';
import { IconReload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Devices as Known, ProviderId } from '../../../electron/contract/devices.ts';
import { Settings } from '../../../electron/contract/records.ts';
import { wordsOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { testDevices } from '../../commands/go.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useStudio } from '../../studio.ts';
import { CardList, CardSection } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { useSay } from '../../ui/say.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { type Change, useChange } from '../settings/use-change.ts';
import { DeviceCard } from './DeviceCard.tsx';
import { InstallCuda } from './InstallCuda.tsx';
import { MemoryCard } from './MemoryCard.tsx';
import { useTell } from '../../ui/use-tell.ts';

const Choice = ({ devices, chosen, change }: Readonly<{ devices: Known; chosen: Settings['provider']; change: Change }>) => {
  const { t } = useTranslation();
  const ids = new Set<ProviderId>([...devices.devices.map(({ id }) => id), ...(chosen === 'auto' ? [] : [chosen])]);
  return (
    <CardSection aria-label={t('devices.choice')}>
      <Select
        label={t('devices.choice')}
        description={t('devices.choiceHelp')}
        maw={420}
        allowDeselect={false}
        data={[{ value: 'auto', label: t('devices.auto') }, ...[...ids].map((value) => ({ value, label: t(`devices.name.${value}`) }))]}
        value={chosen}
        onChange={(value) => change({ provider: Settings.shape.provider.parse(value) })}
      />
      <Text size="sm" role="status">
        {devices.current === null ? t('devices.noneYet') : t('devices.now', { device: t(`devices.name.${devices.current}`) })}
      </Text>
    </CardSection>
  );
};

/** What computes the pictures, how it tested, how fast it is, and the memory it may have. */
export const Devices = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { client, cache, queries } = useStudio();
  const say = useSay();
  const run = useRun();
  const { data: devices, error } = useQuery(queries.devices);
  const { data: settings } = useQuery(queries.settings);
  const change = useChange();
  const show = (asked: Promise<Known>): void => void asked.then((found) => cache.setQueryData(keys.devices, found)).catch(say.fault);
  return (
    <Screen
      title={t('devices.title')}
      note={t('devices.text')}
      tools={
        <Button variant="default" leftSection={<IconReload size={16} aria-hidden />} onClick={() => run(testDevices)}>
          {t('devices.testAll')}
        </Button>
      }
    >
      {error !== null && <Empty title={t('devices.title')} text={tell(wordsOf(error))} />}
      {devices !== undefined && settings !== undefined && (
        <CardList>
          {devices.install !== null && <InstallCuda command={devices.install} />}
          <Choice devices={devices} chosen={settings.provider} change={change} />
          {devices.devices.map((device) => (
            <DeviceCard
              key={device.id}
              device={device}
              machine={devices.machine}
              current={device.id === devices.current}
              onTest={() => show(client.invoke('devices.test', device.id))}
              onTryAgain={(model) => show(client.invoke('devices.tryAgain', { device: device.id, model }))}
            />
          ))}
          <MemoryCard devices={devices} chosen={settings.memoryBudget} change={change} />
        </CardList>
      )}
    </Screen>
  );
};
