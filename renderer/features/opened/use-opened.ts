import { useEffect } from 'react';
import type { Opened } from '../../../electron/contract/opened.ts';
import type { CommandContext } from '../../commands/command.ts';
import { takeSettings } from '../../commands/take-settings.ts';
import { useCommandContext } from '../../commands/use-commands.ts';

const fill = async (context: CommandContext, { name, settings }: Opened): Promise<void> => {
  const { say, t } = context;
  const { recipe, fields, leftBehind, reason } = settings;
  if (reason !== null) say.error(t('opened.refused', { name, reason }));
  const says = recipe !== null || leftBehind.length > 0 || Object.values(fields).some((value) => value !== null);
  if (says) await takeSettings(context, settings);
  else if (reason === null) say.info(t('opened.nothing', { name }));
};

/** What the system opens with the studio (a picture, a recipe, a link) fills the form, before this window was there and while it is. */
export const useOpened = (): void => {
  const context = useCommandContext();
  useEffect(() => {
    const { client, say } = context;
    // one after the other: the last one stays in the form, each can be undone
    const take = async (): Promise<void> => {
      for (const one of await client.invoke('opened.take', null)) await fill(context, one);
    };
    const start = (): void => void take().catch(say.fault);
    start();
    return client.subscribe('opened.added', start);
  }, [context]);
};
