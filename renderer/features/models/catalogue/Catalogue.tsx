import { Checkbox, Group, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Offer } from '../../../../electron/contract/downloads.ts';
import { wordsOf } from '../../../api/client.ts';
import { useStudio } from '../../../studio.ts';
import { CardList, CardSection } from '../../../ui/Card.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Screen } from '../../../ui/Screen.tsx';
import { PlaceSwitch } from '../PlaceSwitch.tsx';
import classes from './Catalogue.module.css';
import { DownloadLine } from './DownloadLine.tsx';
import { OfferCard } from './OfferCard.tsx';
import { OtherRepository } from './OtherRepository.tsx';
import { useDownloads } from './use-downloads.ts';
import { useTell } from '../../../ui/use-tell.ts';

const fits = ({ name, repository, family, licence }: Offer, search: string): boolean => {
  const text = `${name} ${repository} ${family} ${licence?.name ?? ''}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** What can be had, and what is on its way. */
export const Catalogue = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const { data: offers, error } = useQuery(queries.catalogue);
  const downloads = useDownloads();
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);
  const shown = offers?.filter((offer) => (all || offer.obstacle === null) && fits(offer, search)) ?? [];
  return (
    <Screen title={t('models.title')} note={t('catalogue.text')} tools={<PlaceSwitch />}>
      <CardList>
        {downloads.length > 0 && (
          <CardSection aria-label={t('catalogue.downloads')}>
            {downloads.map((download) => (
              <DownloadLine key={download.id} download={download} />
            ))}
          </CardSection>
        )}
        <Group className={classes.tools} gap="md">
          <TextInput
            className={classes.wide}
            aria-label={t('catalogue.search')}
            placeholder={t('catalogue.search')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Checkbox label={t('catalogue.showAll')} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
          <Text size="sm" c="dimmed" role="status">
            {t('catalogue.count', { count: shown.length })}
          </Text>
        </Group>
        {shown.some(({ verified }) => verified === null) && (
          <Text size="xs" c="dimmed">
            {t('catalogue.unverified')}
          </Text>
        )}
        {error !== null && <Empty title={t('models.title')} text={tell(wordsOf(error))} />}
        {offers !== undefined && shown.length === 0 && <Empty title={t('catalogue.noneTitle')} text={t('catalogue.noneText')} />}
        <OtherRepository />
        {shown.map((offer) => (
          <OfferCard key={offer.id} offer={offer} download={downloads.find(({ id }) => id === offer.id)} />
        ))}
      </CardList>
    </Screen>
  );
};
