import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Empty.module.css';

/** A place with nothing in it yet, and what to do about that. */
export const Empty = ({ title, text, children }: Readonly<{ title: string; text: string; children?: ReactNode }>) => (
  <Stack className={classes.empty} align="center" justify="center" gap="sm">
    <span className={classes.drop} aria-hidden />
    <Title order={2} size="h3" ta="center">
      {title}
    </Title>
    <Text c="dimmed" ta="center" maw={420} dir="auto">
      {text}
    </Text>
    {children}
  </Stack>
);
