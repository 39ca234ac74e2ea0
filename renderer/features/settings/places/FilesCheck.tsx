import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LibraryReport } from '../../../../electron/contract/library-report.ts';
import { faultOf } from '../../../api/client.ts';
import { useStudio } from '../../../studio.ts';
import { FaultWords } from '../../../ui/Fault.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { type Named, NameList } from './NameList.tsx';
import { type Tell, useTell } from '../../../ui/use-tell.ts';

const alone = (name: string): Named => [name];

const found = (report: LibraryReport, tell: Tell) =>
  [
    { kind: 'missing', names: report.missing.map(alone) },
    { kind: 'changed', names: report.changed.map(alone) },
    { kind: 'moved', names: report.moved.map(({ from, to }) => alone(`${from} → ${to}`)) },
    { kind: 'unread', names: report.unread.map(({ file, reason }): Named => [file, tell(reason)]) },
    { kind: 'added', names: report.added.map(alone) },
  ] as const;

const Report = ({ report }: Readonly<{ report: LibraryReport }>) => {
  const { t, i18n } = useTranslation();
  const tell = useTell();
  const time = new Date(report.checkedAt).toLocaleString(i18n.language);
  const some = found(report, tell).filter(({ names }) => names.length > 0);
  return (
    <>
      <Text size="xs" c="dimmed" role="status">
        {t(`places.check.${report.how}`, { time, count: report.pictures })} {some.length === 0 && t('places.check.allWell')}
      </Text>
      {some.map(({ kind, names }) => (
        <NameList key={kind} summary={t(`places.check.found.${kind}`, { count: names.length })} names={names} />
      ))}
    </>
  );
};

/** What the last look at the library's files found, and a new look. */
export const FilesCheck = () => {
  const { t } = useTranslation();
  const { client, queries } = useStudio();
  const { data: report } = useQuery(queries.libraryReport);
  const look = useMutation({ mutationFn: (how: LibraryReport['how']) => client.invoke('library.check', { how }) });
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('places.check.label')}
      </Text>
      {report == null ? (
        <Text size="xs" c="dimmed">
          {t('places.check.never')}
        </Text>
      ) : (
        <Report report={report} />
      )}
      <Group gap="xs" mt={8}>
        {(['quick', 'thorough'] as const).map((how) => (
          <Button
            key={how}
            size="xs"
            variant="default"
            loading={look.isPending && look.variables === how}
            disabled={look.isPending}
            onClick={() => look.mutate(how)}
          >
            {t(`places.check.begin.${how}`)}
          </Button>
        ))}
      </Group>
      {look.error !== null && (
        <Notice level="error">
          <FaultWords fault={faultOf(look.error)} />
        </Notice>
      )}
    </div>
  );
};
