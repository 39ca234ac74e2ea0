import type { Axis } from './axis.ts';
import classes from './Curve.module.css';

/** Where the step that is looked at begins: the same place in every plot. */
export const StepLine = ({ axis, step, top, bottom }: Readonly<{ axis: Axis; step: number; top: number; bottom: number }>) => (
  <line className={classes.step} x1={axis.x(step)} x2={axis.x(step)} y1={top - 6} y2={bottom} />
);
