import i18next, { type BackendModule, type FormatterModule, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isolated } from './isolate.ts';
import { en as sentences } from '../native-models/words/en.ts';
import en from './locales/en.json' with { type: 'json' };
import { pixelsIn, sizeIn } from '../native-models/words/pixels.ts';
import { formatAmount, formatList } from './ui/format.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** A language is here because it has a line here and a file in locales/. Each is named as those who speak it do. */
export const languages = [
  { code: 'en', name: 'English' },
  { code: 'ar', name: 'العربية' },
  { code: 'hi', name: 'हिन्दी' },
  { code: 'ja', name: '日本語' },
] as const;

/** The first of these languages that the window speaks; what the system or the browser asks for comes in this form (`ar-EG`). */
export const spokenOf = (wanted: readonly string[]): (typeof languages)[number]['code'] =>
  wanted.flatMap((tag) => languages.filter(({ code }) => code === tag.split('-')[0]?.toLowerCase()))[0]?.code ?? 'en';

/** Words of the other languages come when they are first wanted. */
const files = import.meta.glob<Readonly<Record<string, unknown>>>(
  ['./locales/*.json', '!./locales/en.json', '../native-models/words/*.json'],
  {
    import: 'default',
  },
);
const lazily: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, answer) => {
    const load = files[`${namespace === 'words' ? '../native-models/words' : './locales'}/${language}.json`];
    if (load === undefined) return answer(new Error(`there are no words for “${language}”`), null);
    load().then(
      (words) => answer(null, words),
      (error: unknown) => answer(error instanceof Error ? error : String(error), null),
    );
  },
};

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** What fills a hole: sizes and sides (`{ width, height }`, `{ pixels }`), numbers, lists and names, in the language of the sentence. */
const filled = (value: unknown, language: string): string => {
  if (isNumber(value)) return formatAmount(language, value);
  if (Array.isArray(value))
    return formatList(
      language,
      value.map((one) => (isNumber(one) ? String(one) : filled(one, language))),
    );
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value : '';
  if ('pixels' in value && isNumber(value.pixels)) return pixelsIn(language, value.pixels);
  const { width, height } = { width: null, height: null, ...value };
  return isNumber(width) && isNumber(height) ? sizeIn(language, { width, height }) : '';
};

/** Numbers and lists in a sentence are the platform's business. */
const byPlatform: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, _how, language = 'en') => filled(value, language),
};

export const createI18n = async (language: string): Promise<i18n> => {
  const instance = i18next.createInstance();
  let direction: 'ltr' | 'rtl' = 'ltr';
  instance.on('languageChanged', () => {
    direction = instance.dir();
  });
  await instance
    .use(lazily)
    .use(byPlatform)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: 'en',
      supportedLngs: languages.map(({ code }) => code),
      // `words`: what host, engine and models say (use-tell)
      ns: ['translation', 'words'],
      resources: { en: { translation: en, words: sentences } },
      partialBundledLanguages: true,
      // React escapes what it renders: what is left to do for a name is to keep its direction.
      interpolation: { alwaysFormat: true, escapeValue: true, escape: (text) => isolated(text, direction) },
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
