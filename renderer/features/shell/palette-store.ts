import { createSpotlight } from '@mantine/spotlight';

export const [paletteStore, palette] = createSpotlight();
export const openPalette = (): void => palette.open();
/** From the first moment, before the box has the focus: what is typed then is meant for it. */
export const isPaletteOpen = (): boolean => paletteStore.getState().opened;
