import { Badge } from '@mantine/core';
import { IconCpu, IconCpu2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ProviderId } from '../../../electron/contract/devices.ts';
import { useStudio } from '../../studio.ts';

/** What computes, or computed, a picture. `fallen`: it is not what the user chose. */
export const DeviceBadge = ({ id, fallen }: Readonly<{ id: ProviderId; fallen: boolean }>) => {
  const { t } = useTranslation();
  const Icon = id === 'cpu' ? IconCpu : IconCpu2;
  const name = t(`devices.name.${id}`);
  return (
    <Badge
      variant="light"
      color={fallen ? 'orange' : 'gray'}
      size="md"
      tt="none"
      fw={500}
      leftSection={<Icon size={14} stroke={1.6} aria-hidden />}
    >
      {fallen ? t('devices.fallen', { device: name }) : t('devices.on', { device: name })}
    </Badge>
  );
};

/** The badge of the picture in the making; nothing before the engine has said what computes it. */
export const CurrentDevice = () => {
  const { queries } = useStudio();
  const { data: current } = useQuery({ ...queries.devices, select: (devices) => devices.current });
  const { data: chosen } = useQuery({ ...queries.settings, select: (settings) => settings.provider });
  if (current === undefined || current === null) return null;
  return <DeviceBadge id={current} fallen={chosen !== undefined && chosen !== 'auto' && chosen !== current} />;
};
