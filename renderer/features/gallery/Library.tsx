import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import { wordsOf } from '../../api/client.ts';
import { places } from '../../commands/go.ts';
import { findDuplicates } from '../../commands/duplicates.ts';
import { filters as toggleFilters } from '../../commands/order.ts';
import { back } from '../../commands/picture.ts';
import { useRun } from '../../commands/use-commands.ts';
import { roomForFilters } from '../../state/gallery.ts';
import { useGallery, useLayout, useStudio } from '../../studio.ts';
import { CommandButton, CommandIcon } from '../../ui/CommandButton.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { useInheritedFocus } from '../../ui/focus.ts';
import { Screen } from '../../ui/Screen.tsx';
import { Picture } from '../viewer/Picture.tsx';
import { Compare } from './Compare.tsx';
import { Duplicates } from './Duplicates.tsx';
import { Filters } from './Filters.tsx';
import { NoMeaning, NotSeenYet, useMeaningAsked } from './MeaningEmpty.tsx';
import { MeaningLine } from './MeaningLine.tsx';
import { Grid } from './Grid.tsx';
import classes from './Library.module.css';
import { NameDialog } from './NameDialog.tsx';
import { NamesDialog } from './NamesDialog.tsx';
import { Search, SortField } from './Search.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { useTell } from '../../ui/use-tell.ts';

const Nothing = ({ search }: Readonly<{ search: string }>) => {
  const { t } = useTranslation();
  const run = useRun();
  const find = useLayout((layout) => layout.find);
  if (search.trim() !== '') {
    return (
      <Empty title={t('library.noMatchTitle')} text={t('library.noMatchText', { search })}>
        <Button mt="sm" variant="default" onClick={() => find({ text: '', sort: 'newest' })}>
          {t('library.clearSearch')}
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title={t('library.emptyTitle')} text={t('library.emptyText')}>
      <Button mt="sm" onClick={() => places[0] !== undefined && run(places[0])}>
        {t('library.emptyAction')}
      </Button>
    </Empty>
  );
};

/** The grid with its search and filters. */
const Overview = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const query = useLayout((layout) => layout.query);
  const asked = useGallery((gallery) => gallery.filters);
  const room = useMediaQuery(roomForFilters, false, { getInitialValueInEffect: false });
  const { data: listed, error } = useQuery({ ...queries.list(query), placeholderData: keepPreviousData });
  const filtered = asked ?? room;
  const { asksMeaning, lacks, unseen } = useMeaningAsked(query);
  const empty = listed?.ids.length === 0;
  return (
    <Screen
      width="whole"
      title={t('library.title')}
      note={
        <>
          {listed === undefined || lacks !== null ? '' : t('library.count', { count: listed.ids.length })}
          {asksMeaning && <MeaningLine />}
        </>
      }
      tools={
        <>
          <CommandIcon command={toggleFilters} pressed={filtered} />
          <CommandIcon command={findDuplicates} />
          <Search />
          <SortField />
        </>
      }
    >
      <div className={classes.body}>
        {filtered && !(empty && query.text === '') && <Filters />}
        <div className={classes.found}>
          {lacks !== null && <NoMeaning lacks={lacks} />}
          {lacks === null && error !== null && <Empty title={t('library.title')} text={tell(wordsOf(error))} />}
          {lacks === null && empty && (unseen ? <NotSeenYet /> : <Nothing search={query.text} />)}
          {lacks === null && error === null && listed !== undefined && !empty && (
            <Grid key={`${query.text} ${query.sort}`} listed={listed} />
          )}
        </div>
      </div>
      <SelectionBar />
    </Screen>
  );
};

/** One picture large. */
const Opened = ({ id }: Readonly<{ id: ImageId }>) => {
  const { t } = useTranslation();
  const room = useRef<HTMLElement>(null);
  useInheritedFocus(room);
  return (
    <section ref={room} tabIndex={-1} className={classes.viewer} aria-label={t('view.library')}>
      <div>
        <CommandButton command={back} />
      </div>
      <Picture id={id} />
    </section>
  );
};

/** Every picture: as a grid, by what looks alike, some of them compared, or one of them large. */
export const Library = () => {
  const opened = useLayout((layout) => layout.opened);
  const compared = useGallery((gallery) => gallery.compared);
  const duplicates = useLayout((layout) => layout.duplicates);
  const list = duplicates ? <Duplicates /> : <Overview />;
  return (
    <>
      {opened !== null ? <Opened id={opened} /> : compared.length > 0 ? <Compare ids={compared} /> : list}
      <NameDialog />
      <NamesDialog />
    </>
  );
};
