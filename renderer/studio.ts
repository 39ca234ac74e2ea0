import { QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Client } from './api/client.ts';
import { createPictureLine, type PictureLine } from './api/picture-line.ts';
import { createQueries, type Queries } from './api/queries.ts';
import { createDraft, type Draft, type DraftStore } from './state/draft.ts';
import { createExporting, type ExportingStore } from './state/exporting.ts';
import { createGallery, type GalleryStore } from './state/gallery.ts';
import { createLayout, type LayoutStore } from './state/layout.ts';
import { createLive, type LiveStore } from './state/live.ts';
import { createOffer, type OfferStore } from './state/offer.ts';
import { createSelection, type SelectionStore } from './state/selection.ts';

/** Everything that screens and commands work on; one for the window, a fresh one for every test. */
export type Studio = Readonly<{
  client: Client;
  cache: QueryClient;
  queries: Queries;
  pictures: PictureLine;
  draft: DraftStore;
  layout: LayoutStore;
  gallery: GalleryStore;
  live: LiveStore;
  selection: SelectionStore;
  exporting: ExportingStore;
  offer: OfferStore;
}>;

export const createStudio = (client: Client, storage: Storage): Studio => ({
  client,
  // What the host owns changes only when the host says so, by an event.
  cache: new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false } },
  }),
  queries: createQueries(client),
  pictures: createPictureLine(window),
  draft: createDraft(storage),
  layout: createLayout(storage),
  gallery: createGallery(),
  live: createLive(),
  selection: createSelection(),
  exporting: createExporting(storage),
  offer: createOffer(),
});

const StudioContext = createContext<Studio | null>(null);
export const StudioProvider = StudioContext.Provider;

export const useStudio = (): Studio => {
  const studio = useContext(StudioContext);
  if (studio === null) throw new Error('there is no studio around this component');
  return studio;
};

/** Only what is picked counts, one by one where it is several fields: whoever picks the whole form is drawn at every key. */
export const useDraft = <T>(select: (draft: Draft) => T): T => useStore(useStudio().draft, useShallow(select));
export const useLayout = <T>(select: (layout: ReturnType<LayoutStore['getState']>) => T): T => useStore(useStudio().layout, select);
export const useLive = <T>(select: (live: ReturnType<LiveStore['getState']>) => T): T => useStore(useStudio().live, select);
export const useSelection = <T>(select: (selection: ReturnType<SelectionStore['getState']>) => T): T =>
  useStore(useStudio().selection, select);
export const useExporting = <T>(select: (exporting: ReturnType<ExportingStore['getState']>) => T): T =>
  useStore(useStudio().exporting, select);
export const useGallery = <T>(select: (gallery: ReturnType<GalleryStore['getState']>) => T): T => useStore(useStudio().gallery, select);
