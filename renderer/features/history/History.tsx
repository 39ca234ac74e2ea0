import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromptEntry } from '../../../electron/contract/records.ts';
import { wordsOf } from '../../api/client.ts';
import { useStudio } from '../../studio.ts';
import { Empty } from '../../ui/Empty.tsx';
import { rememberFocus } from '../../ui/focus.ts';
import { Screen } from '../../ui/Screen.tsx';
import { Entry } from './Entry.tsx';
import classes from './History.module.css';
import { useTell } from '../../ui/use-tell.ts';

const Entries = ({ entries }: Readonly<{ entries: readonly PromptEntry[] }>) => {
  const { t } = useTranslation();
  const [base, setBase] = useState<PromptEntry | null>(null);
  const giveBack = useRef<(() => void) | null>(null);
  const compare = (entry: PromptEntry | null): void => {
    setBase(entry);
    if (entry !== null) giveBack.current = rememberFocus();
    else setTimeout(() => giveBack.current?.());
  };
  const room = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => room.current,
    estimateSize: () => 84,
    overscan: 6,
    getItemKey: (index) => entries[index]?.id ?? index,
  });
  return (
    <>
      {base !== null && (
        <div className={classes.bar} role="status">
          <span>
            {t('history.compared')} <bdi className={classes.base}>{base.prompt}</bdi>
          </span>
          <Button size="compact-sm" variant="default" flex="none" onClick={() => compare(null)}>
            {t('history.endCompare')}
          </Button>
        </div>
      )}
      <div className={classes.room} ref={room}>
        <div className={classes.list} style={{ blockSize: virtual.getTotalSize() }} role="list" aria-label={t('history.title')}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const entry = entries[index];
            return entry === undefined ? null : (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                role="listitem"
                aria-setsize={entries.length}
                aria-posinset={index + 1}
                className={classes.item}
                style={{ insetBlockStart: start }}
              >
                <Entry entry={entry} base={base} onCompare={compare} />
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
};

/** The prompt log. */
export const History = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 150);
  const { data: entries, error } = useQuery({ ...queries.prompts(search), placeholderData: keepPreviousData });
  return (
    <Screen
      title={t('history.title')}
      note={t('history.text')}
      tools={
        <TextInput
          w={260}
          aria-label={t('history.search')}
          placeholder={t('history.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          maxLength={500}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      }
    >
      {error !== null && <Empty title={t('history.title')} text={tell(wordsOf(error))} />}
      {entries?.length === 0 && (
        <Empty title={t('history.emptyTitle')} text={search === '' ? t('history.emptyText') : t('history.noMatch', { search })} />
      )}
      {entries !== undefined && entries.length > 0 && <Entries entries={entries} />}
    </Screen>
  );
};
