import { Button, CloseButton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorMessage } from '../../api/client.ts';
import { searchId } from '../../commands/library.ts';
import { back } from '../../commands/picture.ts';
import { places } from '../../commands/go.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { CommandButton } from '../../ui/CommandButton.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { Picture } from '../viewer/Picture.tsx';
import { Grid } from './Grid.tsx';
import classes from './Library.module.css';
import { SelectionBar } from './SelectionBar.tsx';

const Search = () => {
  const { t } = useTranslation();
  const search = useLayout((layout) => layout.query.text);
  const find = useLayout((layout) => layout.find);
  const [typed, setTyped] = useState(search);
  const [settled] = useDebouncedValue(typed, 150);
  useEffect(() => find({ text: settled }), [settled, find]);
  return (
    <TextInput
      id={searchId}
      w={260}
      aria-label={t('library.search')}
      placeholder={t('library.search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={typed === '' ? null : <CloseButton size="sm" aria-label={t('library.clearSearch')} onClick={() => setTyped('')} />}
      value={typed}
      maxLength={500}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
};

const Nothing = ({ search }: Readonly<{ search: string }>) => {
  const { t } = useTranslation();
  const run = useRun();
  if (search !== '') return <Empty title={t('library.noMatchTitle')} text={t('library.noMatchText', { search })} />;
  return (
    <Empty title={t('library.emptyTitle')} text={t('library.emptyText')}>
      <Button mt="sm" onClick={() => places[0] !== undefined && run(places[0])}>
        {t('library.emptyAction')}
      </Button>
    </Empty>
  );
};

/** Every picture: as a grid, or one of them large. */
export const Library = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const query = useLayout((layout) => layout.query);
  const opened = useLayout((layout) => layout.opened);
  const { data: listed, error } = useQuery({ ...queries.list(query), placeholderData: keepPreviousData });
  const ids = listed?.ids;

  if (opened !== null) {
    return (
      <section className={classes.viewer} aria-label={t('view.library')}>
        <div>
          <CommandButton command={back} />
        </div>
        <Picture id={opened} />
      </section>
    );
  }
  return (
    <Screen title={t('library.title')} note={ids === undefined ? '' : t('library.count', { count: ids.length })} tools={<Search />}>
      {error !== null && <Empty title={t('library.title')} text={errorMessage(error)} />}
      {ids?.length === 0 && <Nothing search={query.text} />}
      {ids !== undefined && ids.length > 0 && <Grid ids={ids} />}
      <SelectionBar />
    </Screen>
  );
};
