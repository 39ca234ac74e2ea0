import type { CSSProperties, KeyboardEvent } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trace } from '../../../../electron/contract/records.ts';
import { formatNumber } from '../../../ui/format.ts';
import { type Axis, logScale } from './axis.ts';
import classes from './Curve.module.css';
import { Handle } from './Handle.tsx';
import { hueOf } from './hues.ts';
import { StepLine } from './StepLine.tsx';
import { handlesOf, moved, rangeOf, roomOf, skippedBy } from './sigmas.ts';
import type { Curve } from './use-curve.ts';

const height = 196;
const [top, bottom] = [14, height - 10];

type Props = Readonly<{
  axis: Axis;
  curve: Curve;
  strength: number | null;
  trace: Trace | null;
  highlighted: string | null;
  step: number | null;
}>;

const focusHandle = (from: Element, index: number): void =>
  from.closest('svg')?.querySelectorAll<SVGGElement>('[role=slider]').item(index)?.focus();

/** σ over the steps on a log axis: the line of the form, the named ones behind it, and the dots of the last run. */
export const SigmaPlot = ({ axis, curve, strength, trace, highlighted, step }: Props) => {
  const { t, i18n } = useTranslation();
  const [current, setCurrent] = useState(0);
  // the scale stays while a handle is dragged
  const [held, setHeld] = useState<readonly [number, number] | null>(null);
  const { sigmas, ghosts } = curve;
  const used = trace?.steps.map(({ sigma }) => sigma) ?? [];
  const [low, high] = held ?? rangeOf([sigmas, ...ghosts.map((ghost) => ghost.sigmas)]);
  const scale = logScale(low, high, top, bottom);
  const handles = handlesOf(sigmas);
  const number = (value: number) => formatNumber(i18n.language, value, value < 0.1 ? 4 : value < 10 ? 2 : 1);
  const skipped = skippedBy(axis.count, strength);
  const line = (list: readonly number[]): string =>
    list.map((sigma, i) => `${axis.x((i * axis.count) / Math.max(1, list.length - 1)).toFixed(1)},${scale.y(sigma).toFixed(1)}`).join(' ');

  const press = (event: KeyboardEvent, at: number, index: number): void => {
    const factor = event.shiftKey ? 1.25 : 1.04;
    const walk = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const turn = { ArrowUp: factor, ArrowDown: 1 / factor, PageUp: 1.5, PageDown: 1 / 1.5 }[event.key];
    if (walk !== undefined) {
      const next = Math.min(handles.length - 1, Math.max(0, index + walk));
      setCurrent(next);
      focusHandle(event.currentTarget, next);
    } else if (turn !== undefined) {
      curve.remember();
      curve.draw(moved(sigmas, handles, at, sigmas[at]! * turn));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <svg className={classes.plot} width={axis.width} height={height} role="group" aria-label={t('curve.sigma')}>
      {scale.ticks.map((tick) => (
        <g key={tick} className={classes.tick}>
          <line x1={axis.x(0)} x2={axis.x(axis.count)} y1={scale.y(tick)} y2={scale.y(tick)} />
          <text x={axis.x(0) - 8} y={scale.y(tick) + 3.5} textAnchor="end">
            {number(tick)}
          </text>
        </g>
      ))}
      <line className={classes.floor} x1={axis.x(0)} x2={axis.x(axis.count)} y1={bottom} y2={bottom} />
      {skipped > 0 && <rect className={classes.skipped} x={axis.x(0)} y={top} width={axis.x(skipped) - axis.x(0)} height={bottom - top} />}
      {step !== null && <StepLine axis={axis} step={step} top={top} bottom={bottom} />}
      {ghosts.map((ghost) => (
        <polyline
          key={ghost.id}
          className={classes.ghost}
          data-on={ghost.id === highlighted}
          style={{ '--hue': hueOf(ghost.place) } as CSSProperties}
          points={line(ghost.sigmas)}
        />
      ))}
      <polyline className={classes.sigma} points={line(sigmas)} />
      {used.map((sigma, i) => (
        // a run goes through each step once
        // oxlint-disable-next-line react/no-array-index-key
        <circle key={i} className={classes.used} cx={axis.x((i * axis.count) / used.length)} cy={scale.y(sigma)} r={2.2} />
      ))}
      {handles.map((at, index) => {
        const sigma = sigmas[at] ?? 0;
        const [least, most] = roomOf(sigmas, handles, at);
        return (
          <Handle
            key={at}
            step={at}
            x={axis.x(at)}
            y={scale.y(sigma)}
            tone="sigma"
            label={t('curve.sigmaAt', { step: at + 1 })}
            value={sigma}
            min={least}
            max={most}
            text={t('curve.sigmaText', { step: at + 1, steps: axis.count, sigma: number(sigma) })}
            tabbable={index === Math.min(current, handles.length - 1)}
            onGrab={() => {
              curve.remember();
              setCurrent(index);
              setHeld([low, high]);
            }}
            onDrag={(_, y) => curve.draw(moved(sigmas, handles, at, scale.valueAt(y)))}
            onKey={(event) => press(event, at, index)}
          />
        );
      })}
    </svg>
  );
};
