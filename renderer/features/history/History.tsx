import { Button, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { termOf } from '../../../electron/contract/query/edit.ts';
import type { PromptEntry } from '../../../electron/contract/records.ts';
import { errorMessage } from '../../api/client.ts';
import { startRecipe } from '../../commands/picture.ts';
import { settingsOf, takeSettings } from '../../commands/take-settings.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { useStudio } from '../../studio.ts';
import { Empty } from '../../ui/Empty.tsx';
import { formatDate } from '../../ui/format.ts';
import { Screen } from '../../ui/Screen.tsx';
import classes from './History.module.css';

const Entry = ({ entry }: Readonly<{ entry: PromptEntry }>) => {
  const { t, i18n } = useTranslation();
  const context = useCommandContext();
  const { prompt, negativePrompt } = entry;
  const rerun = () => {
    startRecipe(context, entry.recipe).catch(context.say.fault);
  };
  const use = () => {
    takeSettings(context, settingsOf(entry.recipe)).catch(context.say.fault);
  };
  const show = () => {
    context.layout.getState().find({ text: termOf('prompt', prompt, '=') });
    context.layout.getState().open(null);
    context.layout.getState().go('library');
  };
  return (
    <div className={classes.entry}>
      <div className={classes.words}>
        <Text lineClamp={2} dir="auto">
          {prompt}
        </Text>
        {negativePrompt !== '' && (
          <Text size="sm" c="dimmed" lineClamp={1} dir="auto">
            {t('history.not', { prompt: negativePrompt })}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {[
            formatDate(i18n.language, entry.usedAt),
            t('history.uses', { count: entry.uses }),
            t('history.images', { count: entry.images }),
          ].join(' · ')}
        </Text>
      </div>
      <div className={classes.tools}>
        {entry.images > 0 && (
          <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('history.showOf', { prompt })} onClick={show}>
            {t('history.show')}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('history.useOf', { prompt })} onClick={use}>
          {t('history.use')}
        </Button>
        <Button size="compact-sm" variant="light" aria-label={t('history.rerunOf', { prompt })} onClick={rerun}>
          {t('history.rerun')}
        </Button>
      </div>
    </div>
  );
};

const Entries = ({ entries }: Readonly<{ entries: readonly PromptEntry[] }>) => {
  const { t } = useTranslation();
  const room = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => room.current,
    estimateSize: () => 84,
    overscan: 6,
    getItemKey: (index) => entries[index]?.id ?? index,
  });
  return (
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
              <Entry entry={entry} />
            </div>
          );
        })}
      </div>
    </div>
  );
};

/** The prompt log. */
export const History = () => {
  const { t } = useTranslation();
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
      {error !== null && <Empty title={t('history.title')} text={errorMessage(error)} />}
      {entries?.length === 0 && (
        <Empty title={t('history.emptyTitle')} text={search === '' ? t('history.emptyText') : t('history.noMatch', { search })} />
      )}
      {entries !== undefined && entries.length > 0 && <Entries entries={entries} />}
    </Screen>
  );
};
