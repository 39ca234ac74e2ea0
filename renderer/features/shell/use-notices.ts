import { useEffect } from 'react';
import type { Notice } from '../../../electron/contract/events.ts';
import { useStudio } from '../../studio.ts';
import { useSay } from '../../ui/say.tsx';
import { useTell } from '../../ui/use-tell.ts';

/** Words of the host that belong to no job; what it said before there was a window is asked for. */
export const useNotices = (): void => {
  const { client } = useStudio();
  const say = useSay();
  const tell = useTell();
  useEffect(() => {
    const heard = new Set<string>();
    const show = (notice: Notice): void => {
      // said between the listening and the question, it comes both ways
      heard.add(JSON.stringify(notice));
      const text = tell(notice.message);
      if (notice.level === 'info') say.info(text);
      else say.error(text);
    };
    client.invoke('notices.take', null).then((unheard) => {
      for (const notice of unheard) if (!heard.has(JSON.stringify(notice))) show(notice);
    }, say.fault);
    return client.subscribe('studio.notice', show);
  }, [client, say, tell]);
};
