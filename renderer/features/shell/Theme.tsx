import { useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { spokenOf } from '../../i18n.ts';
import { useStudio } from '../../studio.ts';
import { clearSaid } from '../../ui/say.tsx';

/** Theme and language follow the settings that the host keeps; Mantine remembers the theme for the first frame of the next start. */
export const Theme = () => {
  const { queries } = useStudio();
  const { data: settings } = useQuery(queries.settings);
  const { setColorScheme } = useMantineColorScheme();
  const { i18n } = useTranslation();
  const wanted = useMediaQuery('(prefers-contrast: more)', false);

  useEffect(() => {
    if (settings !== undefined) setColorScheme(settings.theme === 'system' ? 'auto' : settings.theme);
  }, [settings, setColorScheme]);

  useEffect(() => {
    if (settings === undefined) return;
    const language = spokenOf(settings.language === 'system' ? navigator.languages : [settings.language]);
    if (language === i18n.language) return;
    clearSaid();
    void i18n.changeLanguage(language);
  }, [settings, i18n]);

  useEffect(() => {
    document.documentElement.toggleAttribute('data-more-contrast', settings?.contrast === 'more' || wanted);
  }, [settings, wanted]);

  return null;
};
