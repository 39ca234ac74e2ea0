import type { ImageId } from '../../electron/contract/records.ts';
import { createStore } from 'zustand/vanilla';

type Selection = Readonly<{
  ids: ReadonlySet<ImageId>;
  /** Where a range that is drawn with Shift begins. */
  anchor: ImageId | null;
  toggle: (id: ImageId) => void;
  /** Selects from the anchor to `id` in the order of `all`. */
  extend: (id: ImageId, all: readonly ImageId[]) => void;
  set: (ids: readonly ImageId[]) => void;
  clear: () => void;
}>;

const between = (all: readonly ImageId[], from: ImageId, to: ImageId): readonly ImageId[] => {
  const [a, b] = [all.indexOf(from), all.indexOf(to)];
  return a < 0 || b < 0 ? [to] : all.slice(Math.min(a, b), Math.max(a, b) + 1);
};

/** Which pictures of the library are selected. */
export const createSelection = () =>
  createStore<Selection>()((set) => ({
    ids: new Set(),
    anchor: null,
    toggle: (id) =>
      set(({ ids }) => {
        const next = new Set(ids);
        if (!next.delete(id)) next.add(id);
        return { ids: next, anchor: id };
      }),
    extend: (id, all) => set(({ ids, anchor }) => ({ ids: new Set([...ids, ...between(all, anchor ?? id, id)]), anchor: anchor ?? id })),
    set: (ids) => set({ ids: new Set(ids), anchor: ids[0] ?? null }),
    clear: () => set({ ids: new Set(), anchor: null }),
  }));
export type SelectionStore = ReturnType<typeof createSelection>;
