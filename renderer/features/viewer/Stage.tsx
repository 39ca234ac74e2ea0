import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wholeLibrary } from '../../../electron/contract/query/library-query.ts';
import type { Job, JobId } from '../../../electron/contract/records.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { Empty } from '../../ui/Empty.tsx';
import { FaultWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Queue } from '../queue/Queue.tsx';
import { useJobs } from '../queue/use-jobs.ts';
import { Making } from './Making.tsx';
import { Picture } from './Picture.tsx';
import classes from './Stage.module.css';

const CurveEditor = lazy(async () => ({ default: (await import('../generate/curve/CurveEditor.tsx')).CurveEditor }));

const openedAt = Date.now();

/** The latest ended job, where it failed while this window was open. */
const failureOf = (ended: readonly Job[]): Job | null => {
  const last = ended.toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))[0];
  return last?.state === 'failed' && (last.endedAt ?? 0) >= openedAt ? last : null;
};

/** What is being made, else the picture that was chosen, else the newest. */
const Front = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const { running } = useJobs();
  const shown = useLayout((layout) => layout.shown);
  const { data: listed } = useQuery(queries.list(wholeLibrary));
  if (shown === null && running !== null) return <Making job={running} />;
  const id = shown ?? listed?.ids[0];
  if (id !== undefined) return <Picture id={id} />;
  if (listed === undefined) return <div className={classes.blank} />;
  return <Empty title={t('stage.emptyTitle')} text={t('stage.emptyText')} />;
};

export const Stage = () => {
  const { t } = useTranslation();
  const { ended } = useJobs();
  const [dismissed, dismiss] = useState<JobId | null>(null);
  const failure = failureOf(ended);
  const drawing = useLayout((layout) => layout.curve);
  return (
    <section className={classes.stage} aria-label={t('stage.label')}>
      <div className={classes.top}>
        {failure !== null && failure.id !== dismissed && failure.error !== null && (
          <Notice level="error" title={t('stage.failed')} dismiss={{ label: t('stage.dismiss'), run: () => dismiss(failure.id) }}>
            <FaultWords fault={failure.error} />
          </Notice>
        )}
        <Queue />
      </div>
      {drawing ? (
        <Suspense>
          <CurveEditor />
        </Suspense>
      ) : (
        <Front />
      )}
    </section>
  );
};
