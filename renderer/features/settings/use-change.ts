import type { Settings } from '../../../electron/contract/records.ts';
import { keys } from '../../api/queries.ts';
import { useStudio } from '../../studio.ts';
import { useSay } from '../../ui/say.tsx';

export type Change = (values: Partial<Settings>) => void;

/** The host keeps the settings; what it answers is what holds. */
export const useChange = (): Change => {
  const { client, cache } = useStudio();
  const say = useSay();
  return (values) => {
    client
      .invoke('settings.set', values)
      .then((kept) => cache.setQueryData(keys.settings, kept))
      .catch(say.fault);
  };
};
