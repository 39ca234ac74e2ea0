import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImageId, Trace } from '../../../../electron/contract/records.ts';
import { useStudio } from '../../../studio.ts';
import { formatNumber } from '../../../ui/format.ts';
import classes from './Curve.module.css';
import { guidanceAt } from './guidance-points.ts';
import { Belief } from './Belief.tsx';
import type { Curve } from './use-curve.ts';

type Props = Readonly<{ step: number | null; curve: Curve; shown: ImageId | null; trace: Trace | null }>;

/** One step in words and its picture: what is set for it above, and what the last run did in it. Nothing pointed at: what can be done here. */
export const StepReadout = ({ step, curve, shown, trace }: Props) => {
  const { t, i18n } = useTranslation();
  const { client } = useStudio();
  const number = (value: number) => formatNumber(i18n.language, value, value < 0.1 ? 4 : 2);
  const count = curve.count ?? 1;
  const sigma = step === null ? undefined : curve.sigmas[step];
  // the last run may have had another number of steps
  const did = step === null || trace?.steps.length !== count ? undefined : trace.steps[step];
  return (
    <div className={classes.readout}>
      {step === null || sigma === undefined ? (
        <Text size="sm" c="dimmed">
          {t('curve.help')}
        </Text>
      ) : (
        <>
          {shown !== null && trace !== null && did?.cell != null && (
            <Belief address={client.imageUrl(shown, 'steps')} trace={trace} cell={did.cell} className={classes.belief ?? ''} />
          )}
          <div>
            <strong>{t('curve.stepOf', { step: step + 1, steps: count })}</strong>
            <dl className={classes.facts}>
              <div>
                <dt>{t('curve.noise')}</dt>
                <dd>σ {number(sigma)}</dd>
              </div>
              <div>
                <dt>{t('field.scale')}</dt>
                <dd>{number(guidanceAt(curve.points, count === 1 ? 0 : step / (count - 1)))}</dd>
              </div>
              {did !== undefined && (
                <div>
                  <dt>{t('curve.change')}</dt>
                  <dd>{number(did.change)}</dd>
                </div>
              )}
            </dl>
          </div>
        </>
      )}
    </div>
  );
};
