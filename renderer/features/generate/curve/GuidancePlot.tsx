import { type KeyboardEvent, type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../ui/format.ts';
import type { Axis } from './axis.ts';
import classes from './Curve.module.css';
import { Handle } from './Handle.tsx';
import { StepLine } from './StepLine.tsx';
import { type GuidancePoint, guidanceAt, mostGuidance, movedPoint, withoutPoint, withPoint } from './guidance-points.ts';
import type { Curve } from './use-curve.ts';

const height = 104;
const [top, bottom] = [12, height - 14];

/** A round number above what is drawn. */
const ceilingOf = (points: readonly GuidancePoint[]): number => {
  const most = Math.max(...points.map(({ value }) => value));
  return [4, 8, 12, 16, 24, 32, 50].find((candidate) => candidate >= most * 1.2) ?? mostGuidance;
};

/** Guidance over the steps: points that are moved, added by a double click on the line (or Insert) and taken away by Delete. */
export const GuidancePlot = ({ axis, curve, step }: Readonly<{ axis: Axis; curve: Curve; step: number | null }>) => {
  const { t, i18n } = useTranslation();
  const { points } = curve;
  const [held, setHeld] = useState<number | null>(null);
  const most = held ?? ceilingOf(points);
  const last = Math.max(1, axis.count - 1);
  // the scale holds at the beginning of each step: the first step is 0, the last 1
  const x = (at: number): number => axis.x(at * last);
  const y = (value: number): number => bottom - (value / most) * (bottom - top);
  const number = (value: number) => formatNumber(i18n.language, value, 2);

  const change = (next: readonly GuidancePoint[]): void => {
    if (next === points) return;
    curve.remember();
    curve.guide(next);
  };
  const press = (event: KeyboardEvent, index: number): void => {
    const point = points[index]!;
    const step = event.shiftKey ? 1 : 0.1;
    const to = {
      ArrowUp: { ...point, value: point.value + step },
      ArrowDown: { ...point, value: point.value - step },
      ArrowLeft: { ...point, at: point.at - 1 / last },
      ArrowRight: { ...point, at: point.at + 1 / last },
    }[event.key];
    if (to !== undefined) change(movedPoint(points, index, to));
    else if (event.key === 'Delete' || event.key === 'Backspace') change(withoutPoint(points, index));
    else if (event.key === 'Insert' || event.key === '+') change(withPoint(points, null));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const add = (event: MouseEvent<SVGSVGElement>): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    change(withPoint(points, Math.min(1, Math.max(0, axis.placeAt(event.clientX - left) / last))));
  };
  const ends = `${x(0)},${y(guidanceAt(points, 0))} ${points.map((point) => `${x(point.at)},${y(point.value)}`).join(' ')} ${axis.x(axis.count)},${y(guidanceAt(points, 1))}`;

  return (
    // the keyboard adds points from the handles
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <svg className={classes.plot} width={axis.width} height={height} role="group" aria-label={t('curve.guidance')} onDoubleClick={add}>
      {[0, most / 2, most].map((tick) => (
        <g key={tick} className={classes.tick}>
          <line x1={axis.x(0)} x2={axis.x(axis.count)} y1={y(tick)} y2={y(tick)} />
          <text x={axis.x(0) - 8} y={y(tick) + 3.5} textAnchor="end">
            {number(tick)}
          </text>
        </g>
      ))}
      {step !== null && <StepLine axis={axis} step={step} top={top} bottom={bottom} />}
      <polygon className={classes.guidanceArea} points={`${axis.x(0)},${bottom} ${ends} ${axis.x(axis.count)},${bottom}`} />
      <polyline className={classes.guidance} points={ends} />
      {points.map((point, index) => (
        <Handle
          // points have no names but their order
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          step={Math.round(point.at * last)}
          x={x(point.at)}
          y={y(point.value)}
          tone="guidance"
          label={t('curve.guidancePoint', { number: index + 1 })}
          value={point.value}
          min={0}
          max={mostGuidance}
          text={t('curve.guidanceText', { step: Math.round(point.at * last) + 1, steps: axis.count, value: number(point.value) })}
          tabbable
          onGrab={() => {
            curve.remember();
            setHeld(most);
          }}
          onDrag={(px, py) =>
            curve.guide(movedPoint(points, index, { at: axis.placeAt(px) / last, value: ((bottom - py) / (bottom - top)) * most }))
          }
          onKey={(event) => press(event, index)}
        />
      ))}
    </svg>
  );
};
