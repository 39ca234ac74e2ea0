import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LibraryRebuild } from '../../../../electron/contract/places.ts';
import { useCommandContext } from '../../../commands/use-commands.ts';
import { HostWords } from '../../../ui/Fault.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { useTell } from '../../../ui/use-tell.ts';
import { type Named, NameList } from './NameList.tsx';
import classes from './Places.module.css';

type Result = NonNullable<LibraryRebuild['result']>;

const Done = ({ result }: Readonly<{ result: Result }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const { say } = useCommandContext();
  const { pictures, unread, backup, lost } = result;
  const names = unread.map(({ file, reason }): Named => [file, tell(reason)]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(names.map(([name, said]) => `${name}: ${said}`).join('\n'));
    say.info(t('places.rebuild.copied'));
  };
  return (
    <Notice level={names.length === 0 && lost === null ? 'success' : 'warning'}>
      <Text size="sm" role="status">
        {t('places.rebuild.done', { count: pictures })} {names.length === 0 && t('places.rebuild.allRead')}
      </Text>
      {lost !== null && (
        <>
          <Text size="sm">{t('places.rebuild.lost')}</Text>
          <HostWords words={lost} />
        </>
      )}
      {names.length > 0 && (
        <>
          <NameList summary={t('places.rebuild.unread', { count: names.length })} names={names} />
          <Button size="xs" variant="default" mt={6} onClick={() => void copy().catch(say.fault)}>
            {t('places.rebuild.copy')}
          </Button>
        </>
      )}
      {backup !== null && (
        <Text size="xs" mt={6} className={classes.path}>
          {t('places.rebuild.backup', { path: backup })}
        </Text>
      )}
    </Notice>
  );
};

/** What came of an index that was to be made anew. */
export const RebuiltReport = ({ rebuild, dismiss }: Readonly<{ rebuild: LibraryRebuild; dismiss: () => void }>) => {
  const { t } = useTranslation();
  const { state, result, error } = rebuild;
  return (
    <div className={classes.failure}>
      {result !== null && <Done result={result} />}
      {state === 'stopped' && <Notice level="warning">{t('places.rebuild.stopped')}</Notice>}
      {state === 'failed' && (
        <Notice level="error">
          {t('places.rebuild.failed')}
          {error !== null && <HostWords words={error.message} />}
        </Notice>
      )}
      <Group gap="xs" mt={6}>
        <Button size="xs" variant="subtle" onClick={dismiss}>
          {t('places.rebuild.dismiss')}
        </Button>
      </Group>
    </div>
  );
};
