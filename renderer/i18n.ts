import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './locales/en.json' with { type: 'json' };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** A language is here because it has a line here and a file in locales/. */
export const languages = [{ code: 'en', name: 'English', direction: 'ltr' }] as const;

export const createI18n = async (language: string): Promise<i18n> => {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
  });
  return instance;
};

/** Language and writing direction of the page follow the chosen language. */
export const applyLanguage = (instance: i18n, page: HTMLElement): void => {
  const apply = () => {
    page.lang = instance.language;
    page.dir = instance.dir();
  };
  apply();
  instance.on('languageChanged', apply);
};
