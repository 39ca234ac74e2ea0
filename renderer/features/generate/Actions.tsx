import { Button, NumberInput, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { cancel, generate } from '../../commands/make.ts';
import { useChosenKeys, withShortcuts } from '../../commands/shortcuts.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useDraft } from '../../studio.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { useJobs } from '../queue/use-jobs.ts';
import classes from './Form.module.css';

/** Count, Generate, Cancel: always in reach, under the fields that scroll. */
export const Actions = () => {
  const { t } = useTranslation();
  const run = useRun();
  const count = useDraft((draft) => draft.count);
  const problems = useDraft((draft) => draft.problems);
  const edit = useDraft((draft) => draft.edit);
  const { running } = useJobs();
  const chosen = useChosenKeys();
  const [keys] = withShortcuts(generate, chosen).keys;
  const [cancelKeys] = withShortcuts(cancel, chosen).keys;
  const many = typeof count === 'number' && count > 0 ? count : 1;
  return (
    <div className={classes.actions}>
      {problems.form !== undefined && <Notice level="error">{problems.form}</Notice>}
      <div className={classes.buttons}>
        <NumberInput
          className={classes.count ?? ''}
          size="md"
          aria-label={t('field.count')}
          value={count}
          clampBehavior="none"
          error={problems.count !== undefined}
          onChange={(value) => edit({ count: value })}
        />
        <Button className={classes.generate ?? ''} size="md" onClick={() => run(generate)}>
          {t('generate.submitMany', { count: many })}
          {running === null && keys !== undefined && (
            <span className={classes.hint}>
              <Keys keys={keys} />
            </span>
          )}
        </Button>
        {running !== null && (
          <Tooltip label={cancelKeys !== undefined && <Keys keys={cancelKeys} />} disabled={cancelKeys === undefined}>
            <Button size="md" variant="default" flex="1 0 auto" px="md" onClick={() => run(cancel)}>
              {t('generate.cancel')}
            </Button>
          </Tooltip>
        )}
      </div>
      {problems.count !== undefined && (
        <span role="alert" style={{ color: 'var(--mantine-color-error)', fontSize: 12 }}>
          {problems.count}
        </span>
      )}
    </div>
  );
};
