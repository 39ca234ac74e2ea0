import type { ReactNode } from 'react';
import { holdsIsolated } from '../isolate.ts';

/** Names and values; `className` says how they lie. */
export const FactList = ({
  facts,
  className,
}: Readonly<{ facts: readonly (readonly [name: string, value: ReactNode])[]; className: string | undefined }>) => (
  <dl className={className}>
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd dir={typeof value === 'string' && holdsIsolated(value) ? undefined : 'auto'}>{value}</dd>
      </div>
    ))}
  </dl>
);
