import { ExportDialog } from '../export/ExportDialog.tsx';
import { RankDialog } from '../gallery/RankDialog.tsx';
import { NewGrid } from '../grid/NewGrid.tsx';
import { ImportOffer } from '../import/ImportOffer.tsx';
import { Palette } from './Palette.tsx';
import { PictureMenu } from './PictureMenu.tsx';

/** Everything that can come over a screen. */
export const Overlays = () => (
  <>
    <NewGrid />
    <ImportOffer />
    <Palette />
    <PictureMenu />
    <ExportDialog />
    <RankDialog />
  </>
);
