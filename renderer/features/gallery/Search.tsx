import { ActionIcon, CloseButton, Group, Select, Text, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconSparkles2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asMeaning, asWords } from '../../../electron/contract/query/edit.ts';
import { type LibraryQuery, likeTerms, querySorts, readQuery } from '../../../electron/contract/query/library-query.ts';
import type { ImageId } from '../../../electron/contract/records.ts';
import { searchId } from '../../commands/library.ts';
import { switchMeaning } from '../../commands/meaning.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { useLayout } from '../../studio.ts';
import classes from './Search.module.css';
import { Thumb, usePicture } from './Thumb.tsx';

const problemId = 'library-search-problem';

/** How long after a key the search begins. */
const pause = 150;

/** What makes no sense in a query, if anything; the day does not matter for that. */
const problemOf = (text: string) => {
  const read = readQuery({ text, sort: 'newest' }, 0);
  return read.ok ? null : (read.problems[0] ?? null);
};

/** The picture that a query asks for the like of; null where there is none. */
const likePicture = ({ text }: LibraryQuery): ImageId | null => {
  const read = readQuery({ text, sort: 'newest' }, 0);
  const [like] = read.ok ? likeTerms(read.terms).flatMap((term) => ('image' in term.like ? [term.like.image] : [])) : [];
  return like ?? null;
};

const Example = ({ id }: Readonly<{ id: ImageId }>) => (
  <span className={classes.example}>
    <Thumb id={id} image={usePicture(id)} size={256} />
  </span>
);

/** The box that takes words and fields, and says where it cannot follow; what was found last stays meanwhile. */
export const Search = () => {
  const { t } = useTranslation();
  const context = useCommandContext();
  const query = useLayout((layout) => layout.query);
  const byMeaning = useLayout((layout) => layout.byMeaning);
  const find = useLayout((layout) => layout.find);
  const shown = byMeaning ? asWords(query.text) : query.text;
  const [typed, setTyped] = useState(shown);
  const [taken, take] = useState(query.text);
  // a filter or a saved search has put other words here
  if (query.text !== taken) {
    take(query.text);
    setTyped(shown);
  }
  const meant = (text: string): string => (byMeaning ? asMeaning(text) : text);
  const problem = problemOf(meant(typed));
  const search = useDebouncedCallback((text: string) => {
    if (problemOf(text) === null) find({ text });
  }, pause);
  const type = (text: string): void => {
    setTyped(text);
    search(meant(text));
  };
  const example = likePicture(query);
  return (
    <div className={classes.search}>
      <Group gap={6} wrap="nowrap">
        <Tooltip label={t('library.byMeaning')}>
          <ActionIcon
            variant={byMeaning ? 'light' : 'default'}
            size={36}
            aria-label={t('library.byMeaning')}
            aria-pressed={byMeaning}
            onClick={() => switchMeaning(context)}
          >
            <IconSparkles2 size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <TextInput
          id={searchId}
          w={320}
          aria-label={t('library.search')}
          aria-describedby={problem === null ? undefined : problemId}
          aria-invalid={problem !== null}
          placeholder={t(byMeaning ? 'library.meaningHint' : 'library.searchHint')}
          leftSection={example === null ? <IconSearch size={16} aria-hidden /> : <Example id={example} />}
          rightSection={typed === '' ? null : <CloseButton size="sm" aria-label={t('library.clearSearch')} onClick={() => type('')} />}
          value={typed}
          maxLength={10_000}
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => {
            // from the words straight to what they found
            if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[role=grid] [data-id][tabindex="0"]')?.focus();
          }}
        />
      </Group>
      {problem !== null && (
        <Text id={problemId} className={classes.problem} size="xs" role="status">
          {t(`library.problem.${problem.code}`, { word: problem.word, at: problem.from + 1 })}
        </Text>
      )}
    </div>
  );
};

/** In which order. */
export const SortField = () => {
  const { t } = useTranslation();
  const query = useLayout((layout) => layout.query);
  const find = useLayout((layout) => layout.find);
  const possible = querySorts.filter((sort) => readQuery({ ...query, sort }, 0).ok);
  return (
    <Select
      w={150}
      aria-label={t('library.sort')}
      data={possible.map((sort) => ({ value: sort, label: t(`library.sorts.${sort}`) }))}
      value={query.sort}
      allowDeselect={false}
      onChange={(sort) => find({ sort: querySorts.find((one) => one === sort) ?? 'newest' })}
    />
  );
};
