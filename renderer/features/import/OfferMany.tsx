import { Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../studio.ts';
import { HostWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Facts } from './Facts.tsx';
import classes from './Import.module.css';
import { useImport } from './use-import.ts';
import { useTell } from '../../ui/use-tell.ts';

/** Refused files that are named; nobody reads more. */
const named = 50;

/** Many pictures go into the library: a question, a bar that can be stopped, and what came of it. */
export const OfferMany = ({ files, onEnd }: Readonly<{ files: readonly File[]; onEnd: () => void }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const { layout } = useStudio();
  const { progress, run, stop } = useImport();
  const count = files.length;
  if (progress === null) {
    return (
      <>
        <Text>{t('import.many', { count })}</Text>
        <Group gap="xs" className={classes.actions ?? ''}>
          <Button data-autofocus onClick={() => void run(files)}>
            {t('import.addMany', { count })}
          </Button>
          <Button variant="default" onClick={onEnd}>
            {t('import.cancel')}
          </Button>
        </Group>
      </>
    );
  }
  const { done, added, known, refused, state, error } = progress;
  const show = (): void => {
    layout.getState().open(null);
    layout.getState().go('library');
    onEnd();
  };
  return (
    <>
      <Text aria-live="polite">
        {state === 'running' ? t('import.running', { done, count }) : t('import.result', { added, known, refused: refused.length })}
      </Text>
      <Progress value={(done / count) * 100} aria-label={t('import.progress')} />
      {error !== null && (
        <Notice level="error">
          <HostWords words={error} />
        </Notice>
      )}
      {state === 'stopped' && error === null && <Text size="sm">{t('import.stopped', { count: count - done })}</Text>}
      {refused.length > 0 && (
        <details className={classes.left}>
          <summary>{t('import.refused', { count: refused.length })}</summary>
          <Facts facts={refused.slice(0, named).map(({ name, reason }) => [name, tell(reason)] as const)} />
        </details>
      )}
      <Group gap="xs" className={classes.actions ?? ''}>
        {state === 'running' ? (
          <Button variant="default" onClick={stop}>
            {t('import.cancel')}
          </Button>
        ) : (
          <>
            <Button data-autofocus onClick={show}>
              {t('import.show')}
            </Button>
            <Button variant="default" onClick={onEnd}>
              {t('dialog.close')}
            </Button>
          </>
        )}
      </Group>
    </>
  );
};
