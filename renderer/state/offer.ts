import { createStore } from 'zustand/vanilla';

type Offer = Readonly<{
  /** Files that were dropped, pasted or chosen, and wait for a word; empty where there are none. */
  files: readonly File[];
  make: (files: readonly File[]) => void;
  end: () => void;
}>;

/** What was handed to the window and is not yet put anywhere. */
export const createOffer = () =>
  createStore<Offer>()((set) => ({
    files: [],
    make: (files) => set({ files }),
    end: () => set({ files: [] }),
  }));
export type OfferStore = ReturnType<typeof createOffer>;
