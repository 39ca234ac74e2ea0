import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { browserBridge } from './api/browser-bridge.ts';
import { createClient } from './api/client.ts';
import { connectEvents } from './api/events.ts';
import { tellOfUse } from './api/tell-of-use.ts';
import { App } from './app.tsx';
import { readFonts } from './fonts.ts';
import { applyLanguage, createI18n, spokenOf } from './i18n.ts';
import { createStudio } from './studio.ts';
import { whenIdle } from './when-idle.ts';

const askAgain = (): void => void studio.cache.invalidateQueries();
const client = createClient(window.studio ?? browserBridge(window.location.origin, askAgain));
const studio = createStudio(client, window.localStorage);
connectEvents(client, studio.cache, studio.live);
tellOfUse(client, window, () => performance.now());

// the first frame speaks the language of the last one; the host's settings have the last word
const languageKey = 'tincture.language';
const language = window.localStorage.getItem(languageKey) ?? spokenOf(navigator.languages);
// a prompt may be in any script, so they all come in the end
if (language === 'en') whenIdle(() => void readFonts());
else void readFonts();
const words = await createI18n(language);
applyLanguage(words, document.documentElement);
// the desktop's host is loaded from the first call on, and hands over no files meanwhile: now that the words are here, at the side of the first frame
void studio.cache.prefetchQuery(studio.queries.settings);
words.on('languageChanged', (language) => window.localStorage.setItem(languageKey, language));

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={words}>
      <App studio={studio} />
    </I18nextProvider>
  </StrictMode>,
);
