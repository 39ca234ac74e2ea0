import { createStore } from 'zustand/vanilla';
import type { ImageId } from '../../electron/contract/records.ts';
import type { Fates } from './duplicates.ts';

/** A question that the library asks before it does something: for the name of a tag, a collection or a saved search. */
export type Asking = 'addTag' | 'removeTag' | 'addToCollection' | 'removeFromCollection' | 'saveSearch';

/** Names that can be arranged: changed, joined, taken away. */
export type Names = 'tag' | 'collection';

type Gallery = Readonly<{
  /** The picture that the keyboard is on in the grid. */
  at: ImageId | null;
  asking: Asking | null;
  /** Pictures side by side; empty where nothing is compared. */
  compared: readonly ImageId[];
  /** The panel beside the grid; null leaves it to the room there is. */
  filters: boolean | null;
  arranging: Names | null;
  /** Candidates in the order of their fit, over everything; empty where nothing is ranked. */
  ranked: readonly ImageId[];
  /** What was decided of pictures that look alike. */
  fates: Fates;
  moveTo: (at: ImageId | null) => void;
  ask: (asking: Asking | null) => void;
  arrange: (arranging: Names | null) => void;
  compare: (compared: readonly ImageId[]) => void;
  rank: (ranked: readonly ImageId[]) => void;
  setFilters: (filters: boolean) => void;
  decide: (fates: Fates) => void;
}>;

/** What only the library's screen knows. */
export const createGallery = () =>
  createStore<Gallery>()((set) => ({
    at: null,
    asking: null,
    compared: [],
    filters: null,
    arranging: null,
    ranked: [],
    fates: new Map(),
    moveTo: (at) => set({ at }),
    ask: (asking) => set({ asking }),
    arrange: (arranging) => set({ arranging }),
    compare: (compared) => set({ compared }),
    rank: (ranked) => set({ ranked }),
    setFilters: (filters) => set({ filters }),
    decide: (fates) => set({ fates }),
  }));
export type GalleryStore = ReturnType<typeof createGallery>;

/** From here on the filters have room beside the grid without being asked for. */
export const roomForFilters = '(min-width: 1100px)';
export const filtersOpen = ({ filters }: Pick<Gallery, 'filters'>): boolean => filters ?? window.matchMedia(roomForFilters).matches;
