import { useEffect, useRef, useState } from 'react';
import type { Notice } from '../../../electron/contract/events.ts';
import { useStudio } from '../../studio.ts';
import { useSay } from '../../ui/say.tsx';
import { useTell } from '../../ui/use-tell.ts';

/** Words of the host that belong to no job; what it said of late, before this window was there, is asked for once. */
export const useNotices = (): void => {
  const { client } = useStudio();
  const say = useSay();
  const tell = useTell();
  const asked = useRef(false);
  const [heard] = useState(() => new Set<string>());
  useEffect(() => {
    const show = (notice: Notice): void => {
      // said between the listening and the question, it comes both ways
      heard.add(JSON.stringify(notice));
      const text = tell(notice.message);
      if (notice.level === 'info') say.info(text);
      else say.error(text);
    };
    const ask = async (): Promise<void> => {
      for (const notice of await client.invoke('notices.recent', null)) if (!heard.has(JSON.stringify(notice))) show(notice);
    };
    // in another language it listens anew, and has heard all of it
    if (!asked.current) ask().catch(say.fault);
    asked.current = true;
    return client.subscribe('studio.notice', show);
  }, [client, heard, say, tell]);
};
