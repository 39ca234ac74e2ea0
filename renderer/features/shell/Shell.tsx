import { Activity, lazy, memo, startTransition, Suspense, useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../commands/shortcuts.ts';
import { PlaceContext, useShortcuts } from '../../commands/use-commands.ts';
import { type View, views } from '../../state/layout.ts';
import { useLayout } from '../../studio.ts';
import { whenIdle } from '../../when-idle.ts';
import { DropTarget } from '../import/DropTarget.tsx';
import { useOpened } from '../opened/use-opened.ts';
import { isPaletteOpen } from './palette-store.ts';
import { Rail } from './Rail.tsx';
import { readScreens, screens } from './screens.ts';
import { useMenuBar } from './use-menu-bar.ts';
import { useNotices } from './use-notices.ts';
import { useSearching } from './use-searching.tsx';
import classes from './Shell.module.css';

/** Not drawn again where only the place is another. */
const Place = memo(({ view }: Readonly<{ view: View }>) => {
  const Screen = screens[view];
  return (
    <PlaceContext value={view}>
      <Screen />
    </PlaceContext>
  );
});

const Overlays = lazy(async () => ({ default: memo((await import('./Overlays.tsx')).Overlays) }));

export const Shell = () => {
  useShortcuts(useCommands(), isPaletteOpen);
  useNotices();
  useSearching();
  useOpened();
  useMenuBar();
  // a screen is drawn in slices, and what is typed or clicked meanwhile comes first
  const view = useDeferredValue(useLayout((layout) => layout.view));
  const [settled, settle] = useState(false);
  useEffect(() => whenIdle(() => settle(true)), []);
  // a screen that is gone to a second time is only shown again, and the first time is not long in coming
  const [kept, keep] = useState<ReadonlySet<View>>(new Set());
  if (!kept.has(view)) keep(new Set([...kept, view]));
  // the effects that would bring new words to a kept screen are off: it is made anew, before anybody sees it
  const { language } = useTranslation().i18n;
  const [keptIn, setKeptIn] = useState(language);
  if (language !== keptIn) {
    setKeptIn(language);
    keep(new Set([view, 'studio']));
  }
  useEffect(
    () => (settled ? readScreens((read) => startTransition(() => keep((all) => new Set([...all, read])))) : undefined),
    [settled, keptIn],
  );
  return (
    <div className={classes.shell}>
      <Rail />
      <main className={classes.main} id="main" tabIndex={-1}>
        {/* one for all: the screen before stays in sight until the next one is read */}
        <Suspense>
          {/* what is being made goes on behind the others: to come back to it is only to see it */}
          {kept.has('studio') && (
            <div className={classes.live} data-kept={view === 'studio' ? undefined : true}>
              <Place view="studio" />
            </div>
          )}
          {views
            .filter((one) => one !== 'studio' && kept.has(one))
            .map((one) => (
              <Activity key={one} mode={one === view ? 'visible' : 'hidden'}>
                <Place view={one} />
              </Activity>
            ))}
        </Suspense>
      </main>
      <DropTarget />
      <Suspense>{settled && <Overlays />}</Suspense>
    </div>
  );
};
