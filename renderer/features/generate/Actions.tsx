import { Alert, Button, NumberInput, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { cancel, generate } from '../../commands/make.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useDraft } from '../../studio.ts';
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
  const many = typeof count === 'number' && count > 0 ? count : 1;
  return (
    <div className={classes.actions}>
      {problems.form !== undefined && (
        <Alert color="red" variant="light" p="xs" role="alert">
          {problems.form}
        </Alert>
      )}
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
        <Button flex={1} size="md" onClick={() => run(generate)}>
          {t('generate.submitMany', { count: many })}
          <span className={classes.hint}>
            <Keys keys="mod+Enter" />
          </span>
        </Button>
        {running !== null && (
          <Tooltip label={<Keys keys="Escape" />}>
            <Button size="md" variant="default" px="md" onClick={() => run(cancel)}>
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
