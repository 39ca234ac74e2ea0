import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Fault } from '../api/client.ts';

/** The host's own sentence, which is English in every language of the window. */
export const HostWords = ({ children }: Readonly<{ children: string }>) => (
  <Text component="span" display="block" inherit lang="en" dir="auto">
    {children}
  </Text>
);

/** What went wrong: what kind of thing it is in the reader's language, and what the host says of it. */
export const FaultWords = ({ fault }: Readonly<{ fault: Fault }>) => {
  const { t } = useTranslation();
  return (
    <>
      <Text component="span" display="block" inherit fw={600}>
        {t(`error.${fault.code}`)}
      </Text>
      <HostWords>{fault.message}</HostWords>
    </>
  );
};
