import { Button, Group, SegmentedControl, Slider, Text } from '@mantine/core';
import { IconArrowLeft, IconPlayerStop, IconReload, IconTrash } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GridId } from '../../../electron/contract/grid.ts';
import type { ImageId } from '../../../electron/contract/records.ts';
import { wordsOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { settingsOf, takeSettings } from '../../commands/take-settings.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { axisFields, valueName } from './axis-fields.ts';
import classes from './Grid.module.css';
import { GridTable } from './GridTable.tsx';
import { Variations } from './Variations.tsx';
import { useTell } from '../../ui/use-tell.ts';
import { useCapabilities, useNameOfChoice } from '../../ui/use-capabilities.ts';

/** A grid with its headings, how far it is, and what can be done with all of it. */
export const OneGrid = ({ id }: Readonly<{ id: GridId }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const context = useCommandContext();
  const { queries, client, cache, layout, say } = context;
  const { data: grid, error } = useQuery({ ...queries.grid(id), placeholderData: keepPreviousData });
  const known = useCapabilities();
  const nameOfChoice = useNameOfChoice();
  const { data: models = [] } = useQuery(queries.models);
  const [page, setPage] = useState(0);
  const [size, setSize] = useState(168);
  const close = () => layout.getState().openGrid(null);
  const back = (
    <Button size="sm" variant="default" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={close}>
      {t('grid.all')}
    </Button>
  );
  if (error !== null)
    return (
      <Screen title={t('grid.title')} tools={back}>
        <Empty title={t('grid.title')} text={tell(wordsOf(error))} />
      </Screen>
    );
  if (grid === undefined || known === undefined) return <div />;

  const { definition, cells } = grid;
  const fields = axisFields(definition.recipe, known, models, t, nameOfChoice);
  const nameOf = (axis: number, value: number): string =>
    valueName(fields, definition.axes[axis]?.field ?? '', definition.axes[axis]?.values[value] ?? '');
  const labelOf = (axis: number): string =>
    fields.find(({ field }) => field === definition.axes[axis]?.field)?.label ?? definition.axes[axis]?.field ?? '';
  const done = cells.filter(({ state }) => state === 'done').length;
  const open = cells.some(({ state }) => state === 'waiting' || state === 'running');
  const failed = cells.some(({ state }) => state === 'failed' || state === 'cancelled');
  const pages = definition.axes[2];

  const act = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
      await cache.invalidateQueries({ queryKey: keys.allGrids });
    } catch (reason) {
      say.fault(reason);
    }
  };
  const retry = (cell: number): void => void act(() => client.invoke('grids.retry', { id, cell }));
  const show = (image: ImageId): void => {
    layout.getState().show(image);
    layout.getState().go('studio');
  };
  return (
    <Screen
      width="whole"
      title={definition.name}
      note={`${t('grid.progress', { done, count: cells.length })} · ${definition.axes.map((_, axis) => labelOf(axis)).join(' × ')}`}
      tools={
        <>
          <Slider className={classes.size} min={80} max={360} label={null} thumbLabel={t('grid.size')} value={size} onChange={setSize} />
          {failed && (
            <Button
              size="sm"
              variant="default"
              leftSection={<IconReload size={16} aria-hidden />}
              onClick={() => void act(() => client.invoke('grids.retry', { id, cell: null }))}
            >
              {t('grid.retry')}
            </Button>
          )}
          {open && (
            <Button
              size="sm"
              variant="default"
              leftSection={<IconPlayerStop size={16} aria-hidden />}
              onClick={() => void act(() => client.invoke('grids.cancel', id))}
            >
              {t('generate.cancel')}
            </Button>
          )}
          <Button size="sm" variant="default" onClick={() => void act(() => takeSettings(context, settingsOf(definition.recipe)))}>
            {t('command.useSettings')}
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => {
              close();
              void act(() => client.invoke('grids.delete', id));
            }}
          >
            {t('grid.forget')}
          </Button>
          {back}
        </>
      }
    >
      {pages !== undefined && (
        <Group gap={8} mb={8} px="var(--side)">
          <Text size="sm" c="dimmed">
            {labelOf(2)}
          </Text>
          <SegmentedControl
            size="xs"
            aria-label={labelOf(2)}
            data={pages.values.map((_, index) => ({ value: String(index), label: nameOf(2, index) }))}
            value={String(page)}
            onChange={(value) => setPage(Number(value))}
          />
        </Group>
      )}
      {definition.axes.length === 1 ? (
        <Variations grid={grid} size={size} nameOf={nameOf} onOpen={show} onRetry={retry} />
      ) : (
        <GridTable grid={grid} page={page} size={size} nameOf={nameOf} onOpen={show} onRetry={retry} />
      )}
    </Screen>
  );
};
