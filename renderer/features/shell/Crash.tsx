import { Button, Center, Code, Stack, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';

type State = Readonly<{ error: Error | null }>;

/** What is left when a screen throws. React offers this only to classes. */
export class Crash extends Component<Readonly<{ children: ReactNode }>, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <Center h="100%" p="xl">
            <Stack maw={520} role="alert">
              <Text>{t('app.crashed')}</Text>
              <Code block>{error.message}</Code>
              <Button onClick={() => window.location.reload()}>{t('app.reload')}</Button>
            </Stack>
          </Center>
        )}
      </Translation>
    );
  }
}
