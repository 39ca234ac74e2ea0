import { ActionIcon, Group, Text, Title, UnstyledButton } from '@mantine/core';
import { IconHeartFilled, IconStarFilled, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FacetName } from '../../../electron/contract/order.ts';
import { hasTerm, termOf, toggleTerm } from '../../../electron/contract/query/edit.ts';
import type { QueryField } from '../../../electron/contract/query/fields.ts';
import { addToCollection, arrangeCollections, arrangeTags, changeChosen, saveSearch } from '../../commands/order.ts';
import { useCommandContext, useRun } from '../../commands/use-commands.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { CommandButton, CommandIcon } from '../../ui/CommandButton.tsx';
import { formatMonth, formatNumber, formatSize } from '../../ui/format.ts';
import { usePicturesTaken } from './drag-pictures.ts';
import classes from './Filters.module.css';
import { useCapabilities } from '../../ui/use-capabilities.ts';

/** Facets in the order of the panel, and the field that each one filters by. */
const facets: readonly (readonly [FacetName, QueryField])[] = [
  ['favourite', 'favourite'],
  ['rating', 'rating'],
  ['tag', 'tag'],
  ['collection', 'collection'],
  ['month', 'date'],
  ['model', 'model'],
  ['sampler', 'sampler'],
  ['size', 'size'],
  ['seed', 'seed'],
];
const shownAtFirst = 8;

const useLabel = (): ((facet: FacetName, value: string) => ReactNode) => {
  const { t, i18n } = useTranslation();
  const known = useCapabilities();
  return (facet, value) => {
    switch (facet) {
      case 'favourite':
        return value === 'yes' ? (
          <>
            <IconHeartFilled size={13} aria-hidden /> {t('library.favourites')}
          </>
        ) : (
          t('library.others')
        );
      case 'rating':
        return value === '0' ? (
          t('library.unrated')
        ) : (
          <span role="img" aria-label={t('library.stars', { count: Number(value) })}>
            {Array.from({ length: Number(value) }, (_, n) => (
              <IconStarFilled key={n} size={13} aria-hidden />
            ))}
          </span>
        );
      case 'month':
        return formatMonth(i18n.language, value);
      case 'sampler':
        // the library counts all versions of a sampler together
        return known?.samplers.findLast(({ id }) => id.startsWith(`${value}@`))?.label ?? value;
      case 'size': {
        const [width = 0, height = 0] = value.split('x').map(Number);
        return formatSize(i18n.language, { width, height });
      }
      default:
        return value;
    }
  };
};

type EntryProps = Readonly<{ pressed: boolean; onClick: () => void; label: ReactNode; count: string }>;

const Entry = ({ pressed, onClick, label, count, ...place }: EntryProps & Partial<ReturnType<typeof usePicturesTaken>>) => (
  <UnstyledButton className={classes.entry} aria-pressed={pressed} onClick={onClick} {...place}>
    <span className={classes.name} dir="auto">
      {label}
    </span>
    <span className={classes.count}>{count}</span>
  </UnstyledButton>
);

/** Pictures that are dropped on a collection are in it. */
const CollectionEntry = ({ name, ...entry }: EntryProps & Readonly<{ name: string }>) => {
  const context = useCommandContext();
  const place = usePicturesTaken(() => {
    changeChosen(context, { kind: 'addToCollection', collection: name }).catch(context.say.fault);
  });
  return <Entry {...entry} {...place} />;
};

const Facet = ({
  name,
  field,
  counts,
}: Readonly<{ name: FacetName; field: QueryField; counts: readonly { value: string; count: number }[] }>) => {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const text = useLayout((layout) => layout.query.text);
  const find = useLayout((layout) => layout.find);
  const [all, setAll] = useState(false);
  if (counts.length === 0) return null;
  const shown = all ? counts : counts.slice(0, shownAtFirst);
  return (
    <section className={classes.group} aria-label={t(`library.facet.${name}`)}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={3} size="h6" c="dimmed">
          {t(`library.facet.${name}`)}
        </Title>
        {name === 'tag' && <CommandIcon command={arrangeTags} />}
        {name === 'collection' && <CommandIcon command={arrangeCollections} />}
      </Group>
      {shown.map(({ value, count }) => {
        const term = termOf(field, value);
        const entry = {
          pressed: hasTerm(text, term),
          onClick: () => find({ text: toggleTerm(text, term) }),
          label: label(name, value),
          count: formatNumber(i18n.language, count),
        };
        return name === 'collection' ? <CollectionEntry key={value} name={value} {...entry} /> : <Entry key={value} {...entry} />;
      })}
      {counts.length > shownAtFirst && (
        <UnstyledButton className={classes.more} onClick={() => setAll(!all)}>
          {all ? t('library.fewer') : t('library.allOf', { count: counts.length })}
        </UnstyledButton>
      )}
    </section>
  );
};

const Searches = () => {
  const { t } = useTranslation();
  const { queries, client } = useStudio();
  const context = useCommandContext();
  const query = useLayout((layout) => layout.query);
  const find = useLayout((layout) => layout.find);
  const { data: searches = [] } = useQuery(queries.searches);
  return (
    <section className={classes.group} aria-label={t('library.searches')}>
      <Title order={3} size="h6" c="dimmed">
        {t('library.searches')}
      </Title>
      {searches.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('library.noSearches')}
        </Text>
      )}
      {searches.map(({ name, query: saved }) => (
        <div key={name} className={classes.saved}>
          <UnstyledButton
            className={classes.entry}
            aria-pressed={saved.text === query.text && saved.sort === query.sort}
            onClick={() => find(saved)}
          >
            <span className={classes.name} dir="auto">
              {name}
            </span>
          </UnstyledButton>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t('library.removeSearch', { name })}
            onClick={() => {
              const remove = async () => {
                await client.invoke('searches.remove', name);
                context.say.undoable(t('library.searchRemoved', { name }), async () => {
                  await client.invoke('searches.save', { name, query: saved });
                });
              };
              remove().catch(context.say.fault);
            }}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <CommandButton command={saveSearch} />
    </section>
  );
};

/** How a collection is made, until there is one. */
const FirstCollection = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const run = useRun();
  const { data: collections } = useQuery(queries.collections);
  const place = usePicturesTaken(() => run(addToCollection));
  if (collections === undefined || collections.length > 0) return null;
  return (
    <section className={classes.group} {...place} aria-label={t('library.facet.collection')}>
      <Title order={3} size="h6" c="dimmed">
        {t('library.facet.collection')}
      </Title>
      <Text size="xs" c="dimmed">
        {t('library.noCollections')}
      </Text>
      <CommandButton command={addToCollection} />
    </section>
  );
};

/** Saved searches, and what the pictures that were found have in common, with counts; a click adds it to the search or takes it out. */
export const Filters = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const query = useLayout((layout) => layout.query);
  const { data } = useQuery({ ...queries.facets(query), placeholderData: keepPreviousData });
  return (
    <aside className={classes.filters} aria-label={t('library.filters')}>
      <Searches />
      <FirstCollection />
      {data !== undefined && facets.map(([name, field]) => <Facet key={name} name={name} field={field} counts={data.facets[name]} />)}
    </aside>
  );
};
