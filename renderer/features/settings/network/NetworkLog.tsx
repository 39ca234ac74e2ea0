import { Button, Group, ScrollArea, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NetworkEntry } from '../../../../electron/contract/downloads.ts';
import { keys } from '../../../api/queries.ts';
import { useStudio } from '../../../studio.ts';
import { formatBytes, formatDate } from '../../../ui/format.ts';
import { useSay } from '../../../ui/say.tsx';
import classes from './NetworkLog.module.css';
import { useTell } from '../../../ui/use-tell.ts';

const Line = ({ entry }: Readonly<{ entry: NetworkEntry }>) => {
  const { t, i18n } = useTranslation();
  const tell = useTell();
  return (
    <Table.Tr>
      <Table.Td className={classes.short}>{formatDate(i18n.language, entry.at)}</Table.Td>
      <Table.Td className={classes.address} dir="ltr">
        {entry.host}
        <span className={classes.path}>{entry.path}</span>
        {entry.problem !== null && (
          <Text size="xs" dir="auto">
            {tell(entry.problem)}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes.short}>{entry.status ?? t(entry.milliseconds === null ? 'network.open' : 'network.none')}</Table.Td>
      <Table.Td className={classes.short}>{formatBytes(i18n.language, entry.bytes)}</Table.Td>
    </Table.Tr>
  );
};

/** Every request that left this computer. Empty until a model is asked for. */
export const NetworkLog = () => {
  const { t } = useTranslation();
  const { client, cache, queries } = useStudio();
  const say = useSay();
  const { data: entries } = useQuery(queries.networkLog);
  if (entries === undefined) return null;
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('network.empty')}
      </Text>
    );
  }
  const clear = (): void => {
    client
      .invoke('network.clear', null)
      .then(() => cache.setQueryData(keys.networkLog, []))
      .catch(say.fault);
  };
  return (
    <>
      <ScrollArea.Autosize
        mah={320}
        className={classes.log}
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('network.log') }}
      >
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('network.time')}</Table.Th>
              <Table.Th>{t('network.address')}</Table.Th>
              <Table.Th>{t('network.status')}</Table.Th>
              <Table.Th>{t('network.bytes')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map((entry) => (
              <Line key={entry.id} entry={entry} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      <Group mt="xs">
        <Button size="compact-sm" variant="default" onClick={clear}>
          {t('network.clear')}
        </Button>
      </Group>
    </>
  );
};
