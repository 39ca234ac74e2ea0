import { useCallback, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { errorMessage } from '../api/client.ts';
import { useStudio } from '../studio.ts';
import { useSay } from '../ui/say.tsx';
import type { Command, CommandContext } from './command.ts';
import { commandFor } from './keys.ts';

export const useCommandContext = (): CommandContext => {
  const studio = useStudio();
  const { t } = useTranslation();
  const say = useSay();
  return useMemo(() => ({ ...studio, t, say }), [studio, t, say]);
};

/** Runs a command; what goes wrong is said, never lost. */
export const useRun = (): ((command: Command) => void) => {
  const context = useCommandContext();
  return useCallback(
    (command) => {
      const start = async () => command.run(context);
      start().catch((error: unknown) => context.say.error(errorMessage(error)));
    },
    [context],
  );
};

/** Dialogs, menus and open drop-downs have the keyboard to themselves. */
const isBusy = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  (target.closest('[role=dialog], [role=menu]') !== null ||
    (target.getAttribute('aria-expanded') === 'true' && target.matches('[aria-haspopup=listbox]')));

/** Lets every command be reached by its keys. */
export const useShortcuts = (commands: readonly Command[]): void => {
  const context = useCommandContext();
  const run = useRun();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isBusy(event.target)) return;
      const command = commandFor(commands, event, context);
      if (command === null) return;
      event.preventDefault();
      run(command);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [commands, context, run]);
};
