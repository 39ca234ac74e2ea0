import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { Shell } from './features/shell/Shell.tsx';
import { Theme } from './features/shell/Theme.tsx';
import { Crash } from './features/shell/Crash.tsx';
import { StudioProvider, type Studio } from './studio.ts';
import { theme } from './theme.ts';
import { Messages } from './ui/Messages.tsx';

export const App = ({ studio }: Readonly<{ studio: Studio }>) => (
  <DirectionProvider>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Messages />
      <Crash>
        <StudioProvider value={studio}>
          <QueryClientProvider client={studio.cache}>
            <Theme />
            <Shell />
          </QueryClientProvider>
        </StudioProvider>
      </Crash>
    </MantineProvider>
  </DirectionProvider>
);
