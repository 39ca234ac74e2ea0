import type { CSSProperties } from 'react';
import type { Trace } from '../../../../electron/contract/records.ts';
import classes from './Curve.module.css';

type Props = Readonly<{
  address: string;
  trace: Trace;
  cell: number;
  className?: string;
  style?: CSSProperties;
  label?: string;
  current?: boolean;
}>;

/** What the network believed after one step: a cell of the strip in which a run's small pictures lie side by side. */
export const Belief = ({ address, trace, cell, className = '', style = {}, label, current = false }: Props) => (
  <span
    className={`${classes.cell} ${className}`}
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label, title: label })}
    data-current={current}
    style={{
      ...style,
      aspectRatio: `${trace.width} / ${trace.height}`,
      backgroundImage: `url("${address}")`,
      backgroundSize: `${trace.cells * 100}% 100%`,
      backgroundPosition: `${trace.cells === 1 ? 0 : (cell / (trace.cells - 1)) * 100}% 0`,
    }}
  />
);
