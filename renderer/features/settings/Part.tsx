import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { CardSection } from '../../ui/Card.tsx';

/** A titled part of the settings. */
export const Part = ({ title, children }: Readonly<{ title: string; children: ReactNode }>) => (
  <CardSection aria-label={title}>
    <Title order={2} size="h5">
      {title}
    </Title>
    {children}
  </CardSection>
);
