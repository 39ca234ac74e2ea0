import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { configure, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import type { Handlers } from '../../electron/contract/calls.ts';
import { createClient } from '../api/client.ts';
import { connectEvents } from '../api/events.ts';
import { createI18n } from '../i18n.ts';
import { createStudio, StudioProvider } from '../studio.ts';
import { createFakeStudio } from './fake-studio.ts';

class NoObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** A busy machine is no failure. */
configure({ asyncUtilTimeout: 10_000 });

/** What jsdom lacks and Mantine asks for. */
const completeDom = (): void => {
  window.matchMedia = (media) => ({
    media,
    matches: false,
    onchange: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
  });
  window.ResizeObserver = NoObserver;
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.scrollTo = () => undefined;
};

/** A screen with a studio of its own behind it. */
export const renderScreen = async (
  screen: ReactNode,
  { pictures = 0, handlers = {} }: { pictures?: number; handlers?: Partial<Handlers> } = {},
) => {
  completeDom();
  window.localStorage.clear();
  const fake = createFakeStudio(pictures, handlers);
  const studio = createStudio(createClient(fake.bridge), window.localStorage);
  connectEvents(studio.client, studio.cache, studio.live);
  const words = await createI18n('en');
  const view = render(
    <I18nextProvider i18n={words}>
      <MantineProvider env="test">
        <Notifications />
        <StudioProvider value={studio}>
          <QueryClientProvider client={studio.cache}>{screen}</QueryClientProvider>
        </StudioProvider>
      </MantineProvider>
    </I18nextProvider>,
  );
  return { fake, studio, user: userEvent.setup(), ...view };
};
