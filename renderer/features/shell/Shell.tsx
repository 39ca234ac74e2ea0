import { useEffect } from 'react';
import { useCommands } from '../../commands/shortcuts.ts';
import { useShortcuts } from '../../commands/use-commands.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { useSay } from '../../ui/say.tsx';
import { Devices } from '../devices/Devices.tsx';
import { ExportDialog } from '../export/ExportDialog.tsx';
import { History } from '../history/History.tsx';
import { Grids } from '../grid/Grids.tsx';
import { NewGrid } from '../grid/NewGrid.tsx';
import { ImportOffer } from '../import/ImportOffer.tsx';
import { Library } from '../gallery/Library.tsx';
import { Models } from '../models/Models.tsx';
import { useOpened } from '../opened/use-opened.ts';
import { Settings } from '../settings/Settings.tsx';
import { Palette } from './Palette.tsx';
import { isPaletteOpen } from './palette-store.ts';
import { PictureMenu } from './PictureMenu.tsx';
import { Rail } from './Rail.tsx';
import { useMenuBar } from './use-menu-bar.ts';
import classes from './Shell.module.css';
import { StudioView } from './StudioView.tsx';

const screens = {
  studio: StudioView,
  library: Library,
  grids: Grids,
  history: History,
  models: Models,
  devices: Devices,
  settings: Settings,
} as const;

/** Words of the host that belong to no job. */
const useNotices = (): void => {
  const { client } = useStudio();
  const say = useSay();
  useEffect(
    () => client.subscribe('studio.notice', ({ level, message }) => (level === 'info' ? say.info(message) : say.error(message))),
    [client, say],
  );
};

export const Shell = () => {
  useShortcuts(useCommands(), isPaletteOpen);
  useNotices();
  useOpened();
  useMenuBar();
  const view = useLayout((layout) => layout.view);
  const Screen = screens[view];
  return (
    <div className={classes.shell}>
      <Rail />
      <main className={classes.main} id="main" tabIndex={-1}>
        <Screen />
      </main>
      <NewGrid />
      <ImportOffer />
      <Palette />
      <PictureMenu />
      <ExportDialog />
    </div>
  );
};
