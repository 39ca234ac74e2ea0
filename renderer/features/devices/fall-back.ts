import { useTranslation } from 'react-i18next';
import type { FallBack } from '../../../electron/contract/devices.ts';
import { useTell } from '../../ui/use-tell.ts';

/** The processor is taken where it is the quicker one: nobody has to be warned of that. */
export const isFallen = (fellBack: readonly FallBack[]): boolean => fellBack.some(({ why }) => why !== 'slow');

/** “WebGPU: gave wrong numbers in its self-test”, one for each device that was asked for before. */
export const useFallBackWords = (): ((fellBack: readonly FallBack[]) => readonly string[]) => {
  const { t } = useTranslation();
  const tell = useTell();
  return (fellBack) =>
    fellBack.map(({ from, why, detail }) => {
      const said = { device: t(`devices.name.${from}`), why: t(`devices.why.${why}`) };
      return detail === null ? t('devices.because', said) : t('devices.becauseOf', { ...said, detail: tell(detail) });
    });
};
