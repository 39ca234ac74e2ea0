import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import { wordsOf } from '../../api/client.ts';
import { binDuplicates, closeDuplicates, switchFate } from '../../commands/duplicates.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { whenThere } from '../../commands/when-there.ts';
import { going, type Group } from '../../state/duplicates.ts';
import { useGallery, useStudio } from '../../studio.ts';
import { CommandButton } from '../../ui/CommandButton.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { isLost } from '../../ui/focus.ts';
import { Screen } from '../../ui/Screen.tsx';
import { useTell } from '../../ui/use-tell.ts';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { DuplicateGroup } from './DuplicateGroup.tsx';
import classes from './Duplicates.module.css';
import { rowOf, stepIn, type Row } from './rows.ts';

const none: readonly Group[] = [];

/** A line of the list for each group. */
const linesOf = (groups: readonly Group[]): Row[] => {
  let from = 0;
  return groups.map(({ length: count }) => {
    from += count;
    return { kind: 'cells', from: from - count, count };
  });
};

/** Once its line is there: scrolling may have to bring it into sight. */
const focusOn = (id: ImageId): void => whenThere(`[data-id="${id}"]`, (cell) => cell.focus());

/** Every group of pictures that look alike: which of each stays, and one button that puts the others into the bin. */
export const Duplicates = () => {
  const { t, i18n } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const context = useCommandContext();
  const room = useRef<HTMLDivElement>(null);
  const { data, error } = useQuery(queries.duplicates);
  const fates = useGallery((gallery) => gallery.fates);
  const reached = useGallery((gallery) => gallery.at);
  const moveTo = useGallery((gallery) => gallery.moveTo);

  const groups = data?.groups ?? none;
  const ids = useMemo(() => groups.flat(), [groups]);
  const lines = useMemo(() => linesOf(groups), [groups]);
  const chosen = useMemo(() => going(groups, fates).length, [groups, fates]);
  const found = reached === null ? -1 : ids.indexOf(reached);
  // where the picture that the keyboard was on is gone, it goes on at the same place
  const [last, setLast] = useState(0);
  if (found >= 0 && found !== last) setLast(found);
  const at = found < 0 ? Math.min(last, Math.max(0, ids.length - 1)) : found;
  const id = ids[at] ?? null;
  // what nobody sees is not what keys work on
  useEffect(() => () => moveTo(null), [moveTo]);

  // the button that led here is gone, or the picture that had the focus
  useEffect(() => {
    const { activeElement } = document;
    if (!isLost(activeElement) && activeElement !== room.current) return;
    if (id === null) room.current?.focus({ preventScroll: true });
    else focusOn(id);
  }, [id, ids]);

  const walk = (event: KeyboardEvent): void => {
    if (id === null) return;
    if (event.key === ' ') {
      event.preventDefault();
      switchFate(context, id);
      return;
    }
    const to = stepIn(event.key, at, lines, { count: ids.length, mirrored: i18n.dir() === 'rtl' });
    const target = to === null ? undefined : ids[to];
    if (target === undefined) return;
    event.preventDefault();
    moveTo(target);
    focusOn(target);
  };

  const looking = (data?.pending ?? 0) > 0;
  const counted = [t('duplicates.groups', { count: groups.length }), t('duplicates.going', { count: chosen })].join(' · ');
  return (
    <Screen
      width="whole"
      title={t('duplicates.title')}
      note={groups.length === 0 ? '' : looking ? `${counted} · ${t('duplicates.looking')}` : counted}
      tools={
        <>
          <CommandButton command={closeDuplicates} />
          {groups.length > 0 && <CommandButton command={binDuplicates} primary />}
        </>
      }
    >
      <div ref={room} tabIndex={-1} className={classes.body} role="group" aria-label={t('duplicates.title')}>
        {error !== null && <Empty title={t('duplicates.title')} text={tell(wordsOf(error))} />}
        {error === null && data === undefined && <Loader m="auto" aria-label={t('duplicates.looking')} />}
        {data !== undefined && groups.length === 0 && (
          <Empty title={t('duplicates.emptyTitle')} text={t(looking ? 'duplicates.emptyYet' : 'duplicates.emptyText')}>
            {looking && <Loader size="sm" aria-hidden />}
          </Empty>
        )}
        {groups.length > 0 && (
          <>
            <p className={classes.hint}>{t('duplicates.hint')}</p>
            <VirtualGrid
              items={groups}
              keyOf={(group) => group.toSorted()[0] ?? ''}
              render={(group) => <DuplicateGroup ids={group} at={id} onReach={moveTo} onWalk={walk} />}
              estimate={270}
              label={t('duplicates.title')}
              reached={rowOf(lines, at)}
              className={classes.list ?? ''}
            />
          </>
        )}
      </div>
    </Screen>
  );
};
