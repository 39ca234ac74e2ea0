import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Screen.module.css';

type Props = Readonly<{
  title: string;
  note?: ReactNode;
  tools?: ReactNode;
  /** What is read is a column in the middle, however wide the window; pictures take all of it. */
  width?: 'column' | 'whole';
  children: ReactNode;
}>;

/** A place with a title, tools beside it, and one scrolling or filling body. */
export const Screen = ({ title, note, tools, width = 'column', children }: Props) => (
  <div className={classes.screen} data-width={width}>
    <header className={classes.header}>
      <div className={classes.words}>
        <Title order={1} size="h3">
          {title}
        </Title>
        {note !== undefined && (
          <Text component="div" size="sm" c="dimmed">
            {note}
          </Text>
        )}
      </div>
      {tools !== undefined && <div className={classes.tools}>{tools}</div>}
    </header>
    {children}
  </div>
);
