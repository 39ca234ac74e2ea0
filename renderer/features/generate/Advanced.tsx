import { Button, NumberInput } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { guidanceFor } from '../../../electron/contract/guidance-for.ts';
import type { PieceDescriptor } from '../../../electron/contract/records.ts';
import { curve, defaults } from '../../commands/make.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useDraft, useLayout } from '../../studio.ts';
import classes from './Form.module.css';
import { PartFields } from '../models/PartFields.tsx';
import { HiresField } from './HiresField.tsx';
import { TilesField } from './TilesField.tsx';
import { PieceField, type PieceFieldName } from './PieceField.tsx';
import { SigmaCurve } from './SigmaCurve.tsx';
import { useChosenModel } from './use-defaults.ts';
import { useSchedule } from './use-schedule.ts';
import { WeakModelField } from './WeakModelField.tsx';
import { wordsOf } from '../../api/client.ts';
import { useTell } from '../../ui/use-tell.ts';
import { useCapabilities } from '../../ui/use-capabilities.ts';

/** Everything that a model's own settings answer well enough for a start. Not drawn again when it is folded or opened. */
export const Advanced = memo(() => {
  const { t } = useTranslation();
  const tell = useTell();
  const known = useCapabilities();
  const { steps, scale, problems, edit } = useDraft((draft) => ({
    steps: draft.steps,
    scale: draft.scale,
    problems: draft.problems,
    edit: draft.edit,
  }));
  const model = useChosenModel(useDraft((draft) => draft.model));
  const schedule = useSchedule();
  const run = useRun();
  const drawing = useLayout((layout) => layout.curve);
  /** A choice of one is no choice. */
  const choice = (field: PieceFieldName, pieces: readonly PieceDescriptor[] = []) =>
    pieces.length > 1 || pieces.some(({ options }) => options.length > 0) ? <PieceField field={field} pieces={pieces} /> : null;
  return (
    <div className={classes.advanced}>
      <div className={classes.pair}>
        <NumberInput
          label={t('field.steps')}
          value={steps}
          clampBehavior="none"
          error={problems.steps}
          onChange={(value) => edit({ steps: value })}
        />
        <NumberInput
          label={t('field.scale')}
          value={scale}
          step={0.5}
          clampBehavior="none"
          error={problems.scale}
          onChange={(value) => edit({ scale: value })}
        />
      </div>
      <PieceField field="sampler" pieces={known?.samplers ?? []} />
      <PieceField
        field="schedule"
        pieces={known?.schedules ?? []}
        {...(schedule.error === null ? {} : { problem: tell(wordsOf(schedule.error)) })}
      />
      {schedule.data !== undefined && <SigmaCurve sigmas={schedule.data.sigmas} />}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconChartLine size={15} aria-hidden />}
        aria-pressed={drawing}
        onClick={() => run(curve)}
      >
        {t('command.curve')}
      </Button>
      {choice('guidance', model === null ? known?.guidance : guidanceFor(model, known?.guidance ?? []))}
      <WeakModelField />
      <HiresField />
      <TilesField />
      <PartFields />
      {choice('promptSyntax', known?.promptSyntax)}
      {choice('noise', known?.noise)}
      {choice('prior', known?.priors)}
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => run(defaults)}>
        {t('generate.defaults')}
      </Button>
    </div>
  );
});
