import { ActionIcon, Button, Chip, Group, Text, Title, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wholeLibrary } from '../../../../electron/contract/query/library-query.ts';
import { faultOf } from '../../../api/client.ts';
import { curve as curveCommand } from '../../../commands/make.ts';
import { isMac, latinKey } from '../../../commands/keys.ts';
import { useRun } from '../../../commands/use-commands.ts';
import { useDraft, useLayout, useStudio } from '../../../studio.ts';
import { Keys } from '../../../ui/Keys.tsx';
import { FaultWords } from '../../../ui/Fault.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { useChosenModel } from '../use-defaults.ts';
import { axisOf } from './axis.ts';
import classes from './Curve.module.css';
import { GuidancePlot } from './GuidancePlot.tsx';
import { hueOf } from './hues.ts';
import { SigmaPlot } from './SigmaPlot.tsx';
import { StepReadout } from './StepReadout.tsx';
import { TracePlot } from './TracePlot.tsx';
import { useCurve } from './use-curve.ts';
import { useCapabilities } from '../../../ui/use-capabilities.ts';

/** Schedule and guidance over the steps, drawn and dragged, with what the last run did under them. */
export const CurveEditor = () => {
  const { t, i18n } = useTranslation();
  const { queries } = useStudio();
  const run = useRun();
  const { ref, width } = useElementSize();
  const [compared, compare] = useState<readonly string[]>(['karras@1', 'exponential@1']);
  const [step, setStep] = useState<number | null>(null);
  const [highlighted, highlight] = useState<string | null>(null);
  const curve = useCurve(compared);
  const own = useDraft((draft) => draft.schedule?.id);
  const source = useDraft((draft) => draft.source);
  const entry = useDraft((draft) => draft.strength);
  const model = useChosenModel(useDraft((draft) => draft.model));
  const known = useCapabilities();
  const { data: listed } = useQuery(queries.list(wholeLibrary));
  const ids = listed?.ids;
  const shown = useLayout((layout) => layout.shown) ?? ids?.[0] ?? null;
  const { data: trace } = useQuery({ ...queries.trace(shown ?? (ids?.[0] as never)), enabled: shown !== null });
  const axis = axisOf(width, curve.count ?? 1);
  const strength = source !== null && typeof entry === 'number' ? entry : null;
  const named = (known?.schedules ?? []).filter(({ id }) => id !== 'custom@1');

  const point = (place: number): void => setStep(place < 0 || place > axis.count ? null : Math.min(axis.count - 1, Math.floor(place)));

  const press = (event: KeyboardEvent): void => {
    if (latinKey(event) !== 'z' || !(isMac() ? event.metaKey : event.ctrlKey)) return;
    event.preventDefault();
    curve.undo();
  };
  return (
    // the keys of the handles bubble up to one undo
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={classes.editor} aria-label={t('curve.title')} onKeyDown={press}>
      <Group justify="space-between" gap={8}>
        <Title order={2} size="h4">
          {t('curve.title')}
        </Title>
        <Group gap={4} wrap="nowrap">
          <Tooltip label={<Keys keys="mod+Z" />}>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowBackUp size={15} aria-hidden />}
              disabled={!curve.canUndo}
              onClick={curve.undo}
            >
              {t('source.undo')}
            </Button>
          </Tooltip>
          <Button
            size="compact-sm"
            variant="default"
            disabled={!curve.isDrawn || model === null}
            onClick={() => model !== null && curve.reset(model.defaults.schedule)}
          >
            {t('curve.reset')}
          </Button>
          <ActionIcon aria-label={t('curve.close')} onClick={() => run(curveCommand)}>
            <IconX size={17} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      <StepReadout step={step} curve={curve} shown={shown} trace={trace ?? null} />
      {curve.error !== null && (
        <Notice level="error">
          <FaultWords fault={faultOf(curve.error)} />
        </Notice>
      )}
      {/* what the pointer or the focus is on is only read here */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <figure
        ref={ref}
        className={classes.figure}
        onPointerMove={(event) => point(axis.placeAt(event.clientX - event.currentTarget.getBoundingClientRect().left))}
        onPointerLeave={() => setStep(null)}
        onFocus={(event) => {
          const at = event.target.closest('[data-step]')?.getAttribute('data-step');
          if (at != null) setStep(Number(at));
        }}
        onBlur={() => setStep(null)}
      >
        {width > 0 && curve.sigmas.length > 1 && (
          <>
            <figcaption className={classes.name} dir={i18n.dir()}>
              {t('curve.sigma')}
            </figcaption>
            <SigmaPlot axis={axis} curve={curve} strength={strength} trace={trace ?? null} highlighted={highlighted} step={step} />
            <Chip.Group multiple value={[...compared]} onChange={compare}>
              <div className={classes.chips} role="group" aria-label={t('curve.compare')}>
                {named.map(({ id, label }) => (
                  <Chip
                    key={id}
                    size="xs"
                    variant="outline"
                    color="ink"
                    value={id}
                    onMouseEnter={() => highlight(id)}
                    onMouseLeave={() => highlight(null)}
                    onFocus={() => highlight(id)}
                    onBlur={() => highlight(null)}
                  >
                    {compared.includes(id) && id !== own && (
                      <span className={classes.swatch} style={{ '--hue': hueOf(compared.indexOf(id)) } as CSSProperties} />
                    )}
                    {label}
                  </Chip>
                ))}
              </div>
            </Chip.Group>
            <div className={classes.name} dir={i18n.dir()}>
              {t('curve.guidance')}
            </div>
            <GuidancePlot axis={axis} curve={curve} step={step} />
          </>
        )}
        {width > 0 && shown !== null && trace != null && (
          <>
            <div className={classes.name} dir={i18n.dir()}>
              {t('curve.did', { count: trace.steps.length })}
            </div>
            <TracePlot id={shown} trace={trace} width={width} step={trace.steps.length === axis.count ? step : null} />
          </>
        )}
        {trace == null && (
          <Text size="sm" c="dimmed" mt="md">
            {t('curve.noTrace')}
          </Text>
        )}
      </figure>
    </section>
  );
};
