import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Settings.module.css';

/** A titled part of the settings. */
export const Part = ({ title, children }: Readonly<{ title: string; children: ReactNode }>) => (
  <section className={classes.part} aria-label={title}>
    <Title order={2} size="h5">
      {title}
    </Title>
    {children}
  </section>
);
