import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Notice.module.css';

type Props = Readonly<{
  level: 'success' | 'warning' | 'error';
  title?: string;
  children: ReactNode;
  /** Offers to take it away. */
  dismiss?: Readonly<{ label: string; run: () => void }>;
}>;

/** Something that went well, went wrong or deserves a thought, where it belongs. */
export const Notice = ({ level, title, children, dismiss }: Props) => (
  <Alert
    className={classes.notice ?? ''}
    data-level={level}
    p="xs"
    title={title}
    role={level === 'error' ? 'alert' : 'note'}
    {...(dismiss === undefined ? {} : { withCloseButton: true, closeButtonLabel: dismiss.label, onClose: dismiss.run })}
  >
    {children}
  </Alert>
);
