import { createContext, useCallback, useContext, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../state/layout.ts';
import { useStudio } from '../studio.ts';
import { isBehindDialog } from '../ui/focus.ts';
import { useSay } from '../ui/say.tsx';
import { useTell } from '../ui/use-tell.ts';
import type { Command, CommandContext } from './command.ts';
import { commandFor, selectsPage, whyNotFor } from './keys.ts';

export const useCommandContext = (): CommandContext => {
  const studio = useStudio();
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const tell = useTell();
  const say = useSay();
  return useMemo(() => ({ ...studio, language, t, tell, say }), [studio, language, t, tell, say]);
};

/** The screen that a component belongs to; null over all of them. */
export const PlaceContext = createContext<View | null>(null);

/** Whether a command makes sense where its button stands. A screen that is kept behind another one is drawn as whoever comes back will see it. */
export const useIsPossible = ({ when }: Command): boolean => {
  const context = useCommandContext();
  const view = useContext(PlaceContext);
  const { layout } = context;
  return when(view === null ? context : { ...context, layout: { ...layout, getState: () => ({ ...layout.getState(), view }) } });
};

/** Runs a command; what goes wrong is said, never lost. */
export const useRun = (): ((command: Command) => void) => {
  const context = useCommandContext();
  return useCallback(
    (command) => {
      const start = async () => command.run(context);
      start().catch(context.say.fault);
    },
    [context],
  );
};

/** Dialogs, menus and open drop-downs have the keyboard to themselves; Escape closes what lies on top, wherever the focus is. */
const isBusy = ({ target, key }: KeyboardEvent): boolean => {
  if (isBehindDialog()) return true;
  if (key === 'Escape' && document.querySelector('[role=dialog]') !== null) return true;
  if (!(target instanceof Element)) return false;
  if (target.hasAttribute('data-takes-keys')) return true;
  // suggestions under a field are closed first
  if (key === 'Escape' && target.hasAttribute('aria-activedescendant')) return true;
  const open = target.matches('[aria-haspopup=listbox]') && target.getAttribute('aria-expanded') === 'true';
  return open || target.closest('[role=dialog], [role=menu]') !== null;
};

/** Lets every command be reached by its keys, unless something in front (`covered`) takes them. */
export const useShortcuts = (commands: readonly Command[], covered: () => boolean): void => {
  const context = useCommandContext();
  const run = useRun();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      // an input method has the keys while it composes
      if (event.defaultPrevented || event.isComposing) return;
      if (selectsPage(event)) event.preventDefault();
      if (covered() || isBusy(event)) return;
      const command = commandFor(commands, event, context);
      const why = command === null ? whyNotFor(commands, event, context) : null;
      if (why !== null) context.say.info(why);
      if (command === null) return;
      event.preventDefault();
      run(command);
    };
    // First in line: an open tooltip keeps Escape to itself otherwise.
    const first = { capture: true };
    window.addEventListener('keydown', listen, first);
    return () => window.removeEventListener('keydown', listen, first);
  }, [commands, covered, context, run]);
};
