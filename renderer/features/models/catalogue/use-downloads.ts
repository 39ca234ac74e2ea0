import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallInput, CallName } from '../../../../electron/contract/calls.ts';
import type { Download } from '../../../../electron/contract/downloads.ts';
import { useStudio } from '../../../studio.ts';
import { useSay } from '../../../ui/say.tsx';

const none: readonly Download[] = [];

/** What is on its way, newest last. */
export const useDownloads = (): readonly Download[] => {
  const { queries } = useStudio();
  return useQuery(queries.downloads).data ?? none;
};

type DownloadCall = Extract<CallName, `downloads.${string}`>;

/** Asks the host to do something with a download; a refusal is said. */
export const useDownloadCall = () => {
  const { client } = useStudio();
  const say = useSay();
  return useCallback(
    <K extends DownloadCall>(name: K, input: CallInput<K>): void => {
      client.invoke(name, input).catch(say.fault);
    },
    [client, say],
  );
};
