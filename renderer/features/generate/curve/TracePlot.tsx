import { useTranslation } from 'react-i18next';
import type { ImageId, Trace } from '../../../../electron/contract/records.ts';
import { useStudio } from '../../../studio.ts';
import { formatNumber } from '../../../ui/format.ts';
import { axisOf, logScale } from './axis.ts';
import { Belief } from './Belief.tsx';
import classes from './Curve.module.css';
import { shownCells } from './trace-cells.ts';

const height = 84;
const [top, bottom] = [8, height - 4];

/** What each step of a run really did: how far it went, and what the network then believed the picture to be. */
export const TracePlot = ({
  id,
  trace,
  width,
  step: current,
}: Readonly<{ id: ImageId; trace: Trace; width: number; step: number | null }>) => {
  const { t, i18n } = useTranslation();
  const { client } = useStudio();
  const axis = axisOf(width, trace.steps.length);
  const changes = trace.steps.map(({ change }) => change);
  const positive = changes.filter((change) => change > 0);
  const [low, high] =
    positive.length === 0 ? [0.1, 1] : [Math.max(Math.min(...positive) / 1.6, Math.max(...positive) / 1_000), Math.max(...positive)];
  const scale = logScale(low, Math.max(high, low * 2), top, bottom);
  const number = (value: number) => formatNumber(i18n.language, value, value < 0.1 ? 4 : 2);
  const inner = axis.x(axis.count) - axis.x(0);
  const slot = inner / axis.count;
  const side = Math.min(84, Math.max(42, slot));
  const cells = shownCells(trace.steps, slot, side);
  const address = client.imageUrl(id, 'steps');
  return (
    <>
      <div className={classes.strip} style={{ blockSize: (side * trace.height) / trace.width + 6 }}>
        {cells.map(({ step, cell }) => {
          const { sigma } = trace.steps[step]!;
          // spread over the axis, each over its step as far as there is room
          const centre = Math.min(width - side / 2 - 2, Math.max(axis.x(0) + side / 2 - 12, axis.x(step + 0.5)));
          return (
            <Belief
              key={step}
              address={address}
              trace={trace}
              cell={cell}
              className={classes.placed ?? ''}
              current={step === current}
              label={t('curve.believed', { step: step + 1, steps: trace.steps.length, sigma: number(sigma) })}
              style={{ insetInlineStart: centre - side / 2, inlineSize: side - 2 }}
            />
          );
        })}
      </div>
      <svg className={classes.plot} width={width} height={height} role="img" aria-label={t('curve.changes', { count: trace.steps.length })}>
        {scale.ticks.map((tick) => (
          <g key={tick} className={classes.tick}>
            <line x1={axis.x(0)} x2={axis.x(axis.count)} y1={scale.y(tick)} y2={scale.y(tick)} />
            <text x={axis.x(0) - 8} y={scale.y(tick) + 3.5} textAnchor="end">
              {number(tick)}
            </text>
          </g>
        ))}
        {changes.map((change, step) => (
          // a run goes through each step once
          // oxlint-disable-next-line react/no-array-index-key
          <g key={step} className={classes.bar} data-current={step === current}>
            <rect
              x={axis.x(step) + Math.min(2, inner / axis.count / 5)}
              width={Math.max(1, axis.x(step + 1) - axis.x(step) - Math.min(4, inner / axis.count / 2.5))}
              y={Math.min(bottom - 1, scale.y(change))}
              height={Math.max(1, bottom - Math.min(bottom, scale.y(change)))}
              rx={Math.min(3, inner / axis.count / 4)}
            />
            <title>{t('curve.changeText', { step: step + 1, change: number(change), sigma: number(trace.steps[step]!.sigma) })}</title>
          </g>
        ))}
      </svg>
    </>
  );
};
