import { Progress, Slider, Switch, Text, Title } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Devices } from '../../../electron/contract/devices.ts';
import type { Settings } from '../../../electron/contract/records.ts';
import { CardSection } from '../../ui/Card.tsx';
import { formatBytes } from '../../ui/format.ts';
import type { Change } from '../settings/use-change.ts';
import classes from './Devices.module.css';

/** Bytes between two places of the slider. */
const step = 500_000_000;

type Props = Readonly<{ devices: Devices; chosen: Settings['memoryBudget']; change: Change }>;

/** What the engine may keep, and what it keeps. */
export const MemoryCard = ({ devices: { memory, machine }, chosen, change }: Props) => {
  const { t, i18n } = useTranslation();
  const label = useId();
  const [dragged, setDragged] = useState<number | null>(null);
  const bytes = (value: number): string => formatBytes(i18n.language, value);
  const most = Math.max(2 * step, Math.floor(machine.memory / step) * step);
  const value = dragged ?? memory.budget;
  return (
    <CardSection aria-labelledby={label}>
      <Title order={2} size="h5" id={label}>
        {t('devices.memory')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('devices.memoryHelp')}
      </Text>
      <Switch
        label={t('devices.autoBudget', { size: bytes(memory.auto) })}
        checked={chosen === 'auto'}
        onChange={({ currentTarget }) => change({ memoryBudget: currentTarget.checked ? 'auto' : Math.round(memory.auto / step) * step })}
      />
      {chosen !== 'auto' && (
        <div className={classes.budget}>
          <Slider
            thumbLabel={t('devices.budget')}
            min={step}
            max={most}
            step={step}
            value={value}
            label={bytes}
            onChange={setDragged}
            onChangeEnd={(size) => {
              setDragged(null);
              change({ memoryBudget: size });
            }}
            thumbProps={{ 'aria-valuetext': bytes(value) }}
          />
          <Text size="sm" className={classes.number}>
            {t('devices.budgetOf', { budget: bytes(value), total: bytes(machine.memory) })}
          </Text>
        </div>
      )}
      {memory.use === null ? (
        <Text size="sm" c="dimmed">
          {t('devices.noUse')}
        </Text>
      ) : (
        <>
          <Text size="sm">{t('devices.useOf', { use: bytes(memory.use.resident), count: memory.use.open.length })}</Text>
          <Progress value={Math.min(100, (100 * memory.use.resident) / memory.budget)} aria-label={t('devices.use')} />
          {memory.use.open.length > 0 && (
            <ul className={classes.networks}>
              {memory.use.open.map(({ file, bytes: size }, index) => (
                <li key={`${file} ${index}`}>
                  <code dir="ltr">{file}</code>
                  <span>{bytes(size)}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </CardSection>
  );
};
