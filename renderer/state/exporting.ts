import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { ExportDataset, ExportId, ExportOptions, Resize } from '../../electron/contract/export.ts';

/** What the dialog remembers from one export to the next. */
export type ExportChoices = Readonly<
  Omit<ExportOptions, 'what' | 'dataset' | 'resize'> & {
    resize: Resize['kind'];
    width: number;
    height: number;
    side: number;
    percent: number;
    /** `download` is a zip that the browser fetches. */
    kind: 'folder' | 'zip' | 'download' | 'dataset';
    dataset: ExportDataset;
    /** Empty where nobody has chosen one. */
    path: string;
  }
>;

const initial: ExportChoices = {
  format: 'png',
  quality: 90,
  resize: 'none',
  width: 1024,
  height: 1024,
  side: 1024,
  percent: 50,
  name: '{prompt}-{seed}-{id8}',
  metadata: 'all',
  sidecar: 'none',
  recipes: 'none',
  sheet: 'none',
  conflicts: 'refuse',
  kind: 'folder',
  dataset: {
    layout: 'imagefolder',
    captions: 'prompt',
    dedupe: 'none',
    validation: 0,
    concept: 'picture',
    repeats: 10,
    shard: 1000,
  },
  path: '',
};

/** What is exported, and how many pictures that is. */
export type Asked = Readonly<{ what: ExportOptions['what']; count: number }>;

type Exporting = Readonly<{
  /** The pictures that the dialog is about; null while it is closed. */
  asked: Asked | null;
  /** The export that the dialog began. */
  running: ExportId | null;
  choices: ExportChoices;
  ask: (asked: Asked) => void;
  close: () => void;
  follow: (id: ExportId | null) => void;
  choose: (change: Partial<ExportChoices>) => void;
}>;

/** The export dialog. Its choices survive a restart. */
export const createExporting = (storage: Storage) =>
  createStore<Exporting>()(
    persist(
      (set) => ({
        asked: null,
        running: null,
        choices: initial,
        ask: (asked) => set({ asked, running: null }),
        close: () => set({ asked: null, running: null }),
        follow: (running) => set({ running }),
        choose: (change) => set(({ choices }) => ({ choices: { ...choices, ...change } })),
      }),
      {
        name: 'tincture.export',
        version: 1,
        storage: createJSONStorage(() => storage),
        partialize: ({ choices }) => ({ choices }),
      },
    ),
  );
export type ExportingStore = ReturnType<typeof createExporting>;

const resizeOf = ({ resize, width, height, side, percent }: ExportChoices): Resize => {
  switch (resize) {
    case 'none':
      return { kind: 'none' };
    case 'fit':
      return { kind: 'fit', width, height };
    case 'long':
      return { kind: 'long', side };
    case 'percent':
      return { kind: 'percent', percent };
  }
};

/** Whether there may be files of the same names where it goes. */
export const writesAmongOthers = (kind: ExportChoices['kind']): boolean => kind === 'folder' || kind === 'zip';

/** The choices as the host takes them. */
export const optionsOf = (choices: ExportChoices, what: ExportOptions['what']): ExportOptions => {
  const { format, quality, name, metadata, sidecar, recipes, sheet, conflicts, kind, dataset } = choices;
  return {
    what,
    format,
    quality,
    resize: resizeOf(choices),
    name,
    metadata,
    sidecar,
    recipes,
    sheet,
    // a data set is made whole: what lies in its place already is not mixed with it, and what the browser fetches lies nowhere yet
    conflicts: writesAmongOthers(kind) ? conflicts : 'refuse',
    dataset: kind === 'dataset' ? dataset : null,
  };
};
