import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Download, Offer } from '../../../../electron/contract/downloads.ts';
import { Card, CardFacts } from '../../../ui/Card.tsx';
import { formatBytes, formatList } from '../../../ui/format.ts';
import { LicenceDialog } from './LicenceDialog.tsx';
import { useDownloadCall } from './use-downloads.ts';

const useFacts = ({
  bytes,
  pick,
  memory,
  devices,
  licence,
  family,
  precision,
  repository,
  part,
}: Offer): readonly (readonly [string, string])[] => {
  const { t, i18n } = useTranslation();
  const size = (value: number) => formatBytes(i18n.language, value);
  return [
    [t('models.disk'), pick === 'listed' ? size(bytes) : t('catalogue.about', { size: size(bytes) })],
    [t('catalogue.memory'), t('catalogue.about', { size: size(memory) })],
    [
      t('catalogue.devices'),
      formatList(
        i18n.language,
        devices.map((device) => t(`devices.name.${device}`)),
      ),
    ],
    ...(part === null ? [] : [[t('catalogue.part'), t(`catalogue.parts.${part}`)] as const]),
    [t('models.licence'), licence?.name ?? t('catalogue.noLicence')],
    [t('models.family'), family],
    [t('models.precision'), precision],
    [t('catalogue.repository'), repository],
  ];
};

/** A model that can be had. */
export const OfferCard = ({ offer, download }: Readonly<{ offer: Offer; download: Download | undefined }>) => {
  const { t } = useTranslation();
  const call = useDownloadCall();
  const facts = useFacts(offer);
  const [asking, setAsking] = useState(false);
  const { id, name, licence, obstacle, installed } = offer;
  const start = (agreed: string | null): void => call('downloads.start', { from: { kind: 'catalogue', id }, licence: agreed });
  const here = installed || download?.state === 'done';
  const moving = download !== undefined && download.state !== 'done';
  return (
    <Card aria-label={name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Group gap="xs">
          <Title order={2} size="h5">
            {name}
          </Title>
          {here && (
            <Badge variant="light" size="sm" tt="none" fw={500}>
              {t('catalogue.installed')}
            </Badge>
          )}
        </Group>
        {obstacle === null && !here && (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconDownload size={15} aria-hidden />}
            aria-label={t('catalogue.downloadOf', { name })}
            disabled={moving}
            onClick={() => (licence === null || licence.conditions === 'none' ? start(licence?.id ?? null) : setAsking(true))}
          >
            {t('catalogue.download')}
          </Button>
        )}
      </Group>
      {obstacle !== null && (
        <Text size="sm" c="dimmed">
          {t(`catalogue.obstacle.${obstacle}`)}
        </Text>
      )}
      <CardFacts facts={facts} />
      {asking && licence !== null && (
        <LicenceDialog
          name={name}
          licence={licence}
          onClose={() => setAsking(false)}
          onAgree={() => {
            setAsking(false);
            start(licence.id);
          }}
        />
      )}
    </Card>
  );
};
