import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import classes from './Curve.module.css';

type Props = Readonly<{
  x: number;
  y: number;
  /** Which step it is of, counted from 0. */
  step: number;
  label: string;
  value: number;
  min: number;
  max: number;
  text: string;
  tone: 'sigma' | 'guidance';
  tabbable: boolean;
  /** The pointer took hold. */
  onGrab: () => void;
  /** Where the pointer is, in the drawing's own pixels. */
  onDrag: (x: number, y: number) => void;
  onKey: (event: KeyboardEvent) => void;
}>;

/** Something on a curve that can be dragged, or moved by keys. */
export const Handle = ({ x, y, step, label, value, min, max, text, tone, tabbable, onGrab, onDrag, onKey }: Props) => {
  const held = useRef(false);
  const place = (event: PointerEvent<SVGGElement>): void => {
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (box !== undefined) onDrag(event.clientX - box.left, event.clientY - box.top);
  };
  return (
    <g
      className={classes.handle}
      data-tone={tone}
      data-step={step}
      role="slider"
      tabIndex={tabbable ? 0 : -1}
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuetext={text}
      aria-orientation="vertical"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = true;
        onGrab();
      }}
      onPointerMove={(event) => held.current && place(event)}
      onPointerUp={() => {
        held.current = false;
      }}
      onPointerCancel={() => {
        held.current = false;
      }}
      onKeyDown={onKey}
    >
      <circle className={classes.grip} cx={x} cy={y} r={12} />
      <circle className={classes.dot} cx={x} cy={y} r={4.5} />
      <title>{text}</title>
    </g>
  );
};
