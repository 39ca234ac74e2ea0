import { useEffect } from 'react';
import { applying, menuBarOf } from '../../commands/menu-bar.ts';
import { useCommands } from '../../commands/shortcuts.ts';
import { useCommandContext, useRun } from '../../commands/use-commands.ts';

/** Nobody reads a menu sooner than this after something changed. */
const pause = 250;

/** Keeps the system's menu true, and runs what is chosen there. */
export const useMenuBar = (): void => {
  const context = useCommandContext();
  const commands = useCommands();
  const run = useRun();
  useEffect(() => {
    const { client, cache, draft, layout, selection, gallery } = context;
    if (client.kind !== 'desktop') return undefined;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let sent = '';
    const send = (): void => {
      timer = null;
      // words and keys are others only where this effect is another
      const now = applying(commands, context);
      if (now === sent) return;
      sent = now;
      client.invoke('menu.set', menuBarOf(commands, context)).catch(() => {
        sent = '';
      });
    };
    const later = (): void => {
      timer ??= setTimeout(send, pause);
    };
    later();
    const ends = [
      ...[draft, layout, selection, gallery].map((store) => store.subscribe(later)),
      cache.getQueryCache().subscribe(later),
      client.subscribe('menu.chosen', ({ command: id }) => {
        const command = commands.find((one) => one.id === id);
        if (command?.when(context) === true) run(command);
      }),
    ];
    return () => {
      if (timer !== null) clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [context, commands, run]);
};
