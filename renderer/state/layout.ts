import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { GridId } from '../../electron/contract/grid.ts';
import { type LibraryQuery, wholeLibrary } from '../../electron/contract/query/library-query.ts';
import { sought, switched } from './sought.ts';
import type { ImageId } from '../../electron/contract/records.ts';

export const views = ['studio', 'library', 'grids', 'history', 'models', 'devices', 'settings'] as const;
export type View = (typeof views)[number];

type Layout = Readonly<{
  view: View;
  /** The picture on the stage; null follows what is being made, or the newest. */
  shown: ImageId | null;
  /** The picture that the library has open; null shows the grid. */
  opened: ImageId | null;
  /** The picture whose run is about to be branched. */
  branching: ImageId | null;
  /** What looks alike, in the place of the library's grid. */
  duplicates: boolean;
  /** What the library shows. */
  query: LibraryQuery;
  /** Plain words in the search box are what pictures show, not words of their prompts. */
  byMeaning: boolean;
  more: boolean;
  /** The prompt log over the form. */
  pastPrompts: boolean;
  /** The schedule and guidance editor in the place of the picture. */
  curve: boolean;
  /** The grid that is open; null shows all of them. */
  grid: GridId | null;
  newGrid: boolean;
  /** The picture that is being enlarged. */
  enlarging: ImageId | null;
  /** The presets over the form. */
  presets: boolean;
  /** The LoRAs to choose from, over everything. */
  loras: boolean;
  /** The recipe beside the picture; null leaves it to the room there is. */
  details: boolean | null;
  /** What the models' screen shows. */
  models: 'installed' | 'catalogue';
  go: (view: View) => void;
  goModels: (models: 'installed' | 'catalogue') => void;
  show: (shown: ImageId | null) => void;
  open: (opened: ImageId | null) => void;
  branch: (branching: ImageId | null) => void;
  setDuplicates: (duplicates: boolean) => void;
  /** Shows what a query finds, in the order of before where none is said. */
  find: (query: Partial<LibraryQuery>) => void;
  setByMeaning: (byMeaning: boolean) => void;
  setMore: (more: boolean) => void;
  setDetails: (details: boolean) => void;
  setPastPrompts: (pastPrompts: boolean) => void;
  setPresets: (presets: boolean) => void;
  setLoras: (loras: boolean) => void;
  setCurve: (curve: boolean) => void;
  openGrid: (grid: GridId | null) => void;
  setNewGrid: (newGrid: boolean) => void;
  setEnlarging: (enlarging: ImageId | null) => void;
}>;

/** What is open where. Only the folds survive a restart. */
export const createLayout = (storage: Storage) =>
  createStore<Layout>()(
    persist(
      (set) => ({
        view: 'studio',
        shown: null,
        opened: null,
        branching: null,
        duplicates: false,
        query: wholeLibrary,
        byMeaning: false,
        more: false,
        details: null,
        pastPrompts: false,
        presets: false,
        loras: false,
        curve: false,
        grid: null,
        newGrid: false,
        models: 'installed',
        enlarging: null,
        go: (view) => set({ view }),
        goModels: (models) => set({ view: 'models', models }),
        show: (shown) => set({ shown }),
        open: (opened) => set({ opened }),
        branch: (branching) => set({ branching }),
        setDuplicates: (duplicates) => set({ duplicates }),
        find: (change) => set((before) => ({ ...sought(before, change), duplicates: false })),
        setByMeaning: (byMeaning) => set((before) => switched(before, byMeaning)),
        setMore: (more) => set({ more }),
        setDetails: (details) => set({ details }),
        setPastPrompts: (pastPrompts) => set({ pastPrompts }),
        setPresets: (presets) => set({ presets }),
        setLoras: (loras) => set({ loras }),
        setCurve: (curve) => set({ curve }),
        openGrid: (grid) => set({ grid }),
        setNewGrid: (newGrid) => set({ newGrid }),
        setEnlarging: (enlarging) => set({ enlarging }),
      }),
      {
        name: 'tincture.layout',
        version: 1,
        storage: createJSONStorage(() => storage),
        partialize: ({ more, details }) => ({ more, details }),
      },
    ),
  );
export type LayoutStore = ReturnType<typeof createLayout>;

/** From here on the recipe has room beside the picture without being asked for. */
export const roomForDetails = '(min-width: 1240px)';
export const detailsOpen = ({ details }: Pick<Layout, 'details'>): boolean => details ?? window.matchMedia(roomForDetails).matches;
