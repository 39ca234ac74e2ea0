import { CloseButton, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { querySorts, readQuery } from '../../../electron/contract/query/library-query.ts';
import { searchId } from '../../commands/library.ts';
import { useLayout } from '../../studio.ts';

const problemId = 'library-search-problem';

/** How long after a key the search begins. */
const pause = 150;

/** What makes no sense in a query, if anything; the day does not matter for that. */
const problemOf = (text: string) => {
  const read = readQuery({ text, sort: 'newest' }, 0);
  return read.ok ? null : (read.problems[0] ?? null);
};

/** The box that takes words and fields, and says where it cannot follow; what was found last stays meanwhile. */
export const Search = () => {
  const { t } = useTranslation();
  const query = useLayout((layout) => layout.query);
  const find = useLayout((layout) => layout.find);
  const [typed, setTyped] = useState(query.text);
  const [taken, take] = useState(query.text);
  // a filter or a saved search has put other words here
  if (query.text !== taken) {
    take(query.text);
    setTyped(query.text);
  }
  const problem = problemOf(typed);
  const search = useDebouncedCallback((text: string) => {
    if (problemOf(text) === null) find({ text });
  }, pause);
  const type = (text: string): void => {
    setTyped(text);
    search(text);
  };
  return (
    <div>
      <TextInput
        id={searchId}
        w={320}
        aria-label={t('library.search')}
        aria-describedby={problem === null ? undefined : problemId}
        aria-invalid={problem !== null}
        placeholder={t('library.searchHint')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={typed === '' ? null : <CloseButton size="sm" aria-label={t('library.clearSearch')} onClick={() => type('')} />}
        value={typed}
        maxLength={10_000}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          // from the words straight to what they found
          if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[role=grid] [data-id][tabindex="0"]')?.focus();
        }}
      />
      {problem !== null && (
        <Text id={problemId} size="xs" c="dimmed" mt={4} role="status">
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
