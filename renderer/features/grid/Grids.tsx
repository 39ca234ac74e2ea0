import { Progress, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GridSummary } from '../../../electron/contract/grid.ts';
import { wordsOf } from '../../api/client.ts';
import { newGrid } from '../../commands/make.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { CommandButton } from '../../ui/CommandButton.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { formatAmount, formatDate } from '../../ui/format.ts';
import { Screen } from '../../ui/Screen.tsx';
import classes from './Grid.module.css';
import { OneGrid } from './OneGrid.tsx';
import { useTell } from '../../ui/use-tell.ts';

const Entry = ({ grid }: Readonly<{ grid: GridSummary }>) => {
  const { t, i18n } = useTranslation();
  const openGrid = useLayout((layout) => layout.openGrid);
  const { definition, cells, done, failed } = grid;
  return (
    <li>
      <UnstyledButton className={classes.entry} onClick={() => openGrid(grid.id)}>
        <Text fw={550} lineClamp={1} dir="auto">
          {definition.name}
        </Text>
        <Text size="sm" c="dimmed">
          {[
            definition.axes.map(({ values }) => formatAmount(i18n.language, values.length)).join(' × '),
            t('grid.progress', { done, count: cells }),
            ...(failed > 0 ? [t('grid.failed', { count: failed })] : []),
            formatDate(i18n.language, grid.createdAt),
          ].join(' · ')}
        </Text>
        {grid.open > 0 && (
          <Progress size={4} mt={8} value={(100 * (cells - grid.open)) / cells} aria-label={t('grid.progress', { done, count: cells })} />
        )}
      </UnstyledButton>
    </li>
  );
};

/** Every grid, or one of them. */
export const Grids = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const opened = useLayout((layout) => layout.grid);
  const { data: grids, error } = useQuery(queries.grids);
  if (opened !== null) return <OneGrid key={opened} id={opened} />;
  return (
    <Screen title={t('grid.title')} note={t('grid.text')} tools={<CommandButton command={newGrid} />}>
      {error !== null && <Empty title={t('grid.title')} text={tell(wordsOf(error))} />}
      {grids?.length === 0 && (
        <Empty title={t('grid.emptyTitle')} text={t('grid.emptyText')}>
          <CommandButton command={newGrid} primary />
        </Empty>
      )}
      {grids !== undefined && grids.length > 0 && (
        <ul className={classes.list} aria-label={t('grid.title')}>
          {grids.map((grid) => (
            <Entry key={grid.id} grid={grid} />
          ))}
        </ul>
      )}
    </Screen>
  );
};
