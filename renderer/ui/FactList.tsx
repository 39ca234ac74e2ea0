import type { ReactNode } from 'react';

/** Names and values; `className` says how they lie. */
export const FactList = ({
  facts,
  className,
}: Readonly<{ facts: readonly (readonly [name: string, value: ReactNode])[]; className: string | undefined }>) => (
  <dl className={className}>
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd dir="auto">{value}</dd>
      </div>
    ))}
  </dl>
);
