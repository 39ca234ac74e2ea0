import { Badge, Tooltip } from '@mantine/core';
import { IconCpu, IconCpu2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FallBack, ProviderId } from '../../../electron/contract/devices.ts';
import { useStudio } from '../../studio.ts';
import { isFallen, useFallBackWords } from './fall-back.ts';

/** What computes, or computed, a picture, and why that is not what was asked for. */
export const DeviceBadge = ({ id, fellBack }: Readonly<{ id: ProviderId; fellBack: readonly FallBack[] }>) => {
  const { t } = useTranslation();
  const Icon = id === 'cpu' ? IconCpu : IconCpu2;
  const words = useFallBackWords()(fellBack);
  const name = t(`devices.name.${id}`);
  const [first] = fellBack;
  const fallen = first !== undefined && isFallen(fellBack);
  return (
    <Tooltip label={words.join('\n')} disabled={words.length === 0} multiline maw={420} style={{ whiteSpace: 'pre-line' }}>
      <Badge
        variant="light"
        color={fallen ? 'orange' : 'gray'}
        size="md"
        tt="none"
        fw={500}
        leftSection={<Icon size={14} stroke={1.6} aria-hidden />}
      >
        {fallen ? t('devices.fallen', { device: name, asked: t(`devices.name.${first.from}`) }) : t('devices.on', { device: name })}
      </Badge>
    </Tooltip>
  );
};

/** The badge of the picture in the making; nothing before the engine has said what computes it. */
export const CurrentDevice = () => {
  const { queries } = useStudio();
  const { data: devices } = useQuery(queries.devices);
  if (devices === undefined || devices.current === null) return null;
  return <DeviceBadge id={devices.current} fellBack={devices.fellBack} />;
};
