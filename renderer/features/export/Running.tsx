import { Anchor, Button, type ButtonProps, Group, Progress, Stack, Text } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportJob } from '../../../electron/contract/export.ts';
import { useStudio } from '../../studio.ts';
import { useInheritedFocus } from '../../ui/focus.ts';
import { formatNumber } from '../../ui/format.ts';
import { FaultWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Export.module.css';

const Left = ({ left }: Pick<ExportJob, 'left'>) => {
  const { t } = useTranslation();
  const said = (['existing', 'duplicates', 'missing'] as const).filter((why) => left[why] > 0);
  if (said.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {said.map((why) => t(`export.left.${why}`, { count: left[why] })).join(' ')}
    </Text>
  );
};

/** What comes where the form or another button was has the focus: nobody has to look for it. */
const NextButton = (props: ButtonProps & Readonly<{ onClick: () => void }>) => {
  const ref = useRef<HTMLButtonElement>(null);
  useInheritedFocus(ref);
  return <Button ref={ref} {...props} />;
};

/** How far an export is, and what can be done once it has ended. */
export const Running = ({ job, onAgain, onClose }: Readonly<{ job: ExportJob; onAgain: () => void; onClose: () => void }>) => {
  const { t, i18n } = useTranslation();
  const { client } = useStudio();
  const { state, stage, done, total, target } = job;
  const progress = t('export.progress', { done: formatNumber(i18n.language, done), total: formatNumber(i18n.language, total) });
  return (
    <Stack gap="sm">
      {state === 'running' && (
        <>
          <Text size="sm" aria-live="polite">
            {t(`export.stage.${stage}`)} {stage === 'planning' ? '' : progress}
          </Text>
          <Progress value={total === 0 ? 0 : (done / total) * 100} aria-label={t('export.title', { count: total })} />
          <Group justify="flex-end">
            <NextButton variant="default" onClick={() => void client.invoke('export.cancel', job.id)}>
              {t('export.cancel')}
            </NextButton>
          </Group>
        </>
      )}
      {state === 'failed' && job.error !== null && (
        <Notice level="error">
          <FaultWords fault={job.error} />
        </Notice>
      )}
      {(state === 'cancelled' || state === 'interrupted') && <Text>{t('export.cancelled', { progress })}</Text>}
      {state === 'done' && (
        <Text aria-live="polite" role="status">
          {t('export.done', { count: done })}
        </Text>
      )}
      {state === 'done' && target.kind !== 'download' && (
        <Text size="sm" c="dimmed" className={classes.example ?? ''}>
          <bdi dir="ltr">{target.path}</bdi>
        </Text>
      )}
      {state !== 'running' && <Left left={job.left} />}
      {state !== 'running' && (
        <Group justify="flex-end">
          {state === 'done' && target.kind !== 'download' && client.kind === 'desktop' && (
            <Button variant="default" onClick={() => void client.invoke('export.reveal', job.id)}>
              {t('export.reveal')}
            </Button>
          )}
          {state === 'done' && target.kind === 'download' && (
            <Anchor href={`/export/${job.id}`} download>
              {t('export.fetch')}
            </Anchor>
          )}
          {state !== 'done' && (
            <Button variant="default" onClick={onAgain}>
              {t('export.back')}
            </Button>
          )}
          <NextButton onClick={onClose}>{t('dialog.close')}</NextButton>
        </Group>
      )}
    </Stack>
  );
};
