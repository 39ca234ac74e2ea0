import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { PartName, Piece, Recipe } from '../../electron/contract/recipe.ts';
import type { Model } from '../../electron/contract/records.ts';
import { defaultsOf } from './recipe-fields.ts';

/** What a number field holds while someone types: nothing, half a number, a number. */
export type NumberEntry = number | string;

/** Where image-to-image and inpainting start, by SHA-256. */
export type DraftSource = Readonly<{ image: string; mask: string | null; edge?: 'soft' }>;

/** A second pass at a larger size. */
export type DraftHires = Readonly<{
  width: NumberEntry;
  height: NumberEntry;
  strength: NumberEntry;
  steps: NumberEntry;
  enlarge: 'pixels' | 'latent';
}>;

/** Parts that a larger picture is made in. */
export type DraftTiles = Readonly<Record<'width' | 'height' | 'overlap', NumberEntry>>;

/** A LoRA by name, and by content where the form has it from a picture or a list that knows it. */
export type DraftLora = PartName & Readonly<{ weight: NumberEntry; textWeight: NumberEntry | null }>;

/** What a picture keeps of its start at first: enough to see it, little enough to change. */
export const firstStrength = 0.6;

/** The form. A recipe comes out of it only where every field makes sense (`read-draft.ts`). */
export type DraftFields = Readonly<{
  prompt: string;
  negativePrompt: string;
  model: string | null;
  width: NumberEntry;
  height: NumberEntry;
  steps: NumberEntry;
  sampler: Piece | null;
  schedule: Piece | null;
  guidance: Piece | null;
  scale: NumberEntry;
  /** The second model of autoguidance, by id. */
  weak: string | null;
  noise: Piece | null;
  prior: Piece | null;
  promptSyntax: Piece | null;
  source: DraftSource | null;
  strength: NumberEntry;
  hires: DraftHires | null;
  tiles: DraftTiles | null;
  /** Parts of other models. */
  components: Recipe['components'];
  predicts: Recipe['predicts'];
  loras: readonly DraftLora[];
  /** Textual inversions that the form has from a picture; the host drops those that the prompt does not name. */
  inversions: Recipe['inversions'];
  seed: NumberEntry;
  /** Locked: the next picture starts from this seed too. */
  keepSeed: boolean;
  count: NumberEntry;
}>;
export type Field = keyof DraftFields;
/** One message at a field; `form` is for what belongs to no field. */
export type Problems = Readonly<Partial<Record<Field | 'form', string>>>;

/** Fields behind “More settings”. */
export const foldedFields: readonly Field[] = [
  'steps',
  'scale',
  'sampler',
  'schedule',
  'guidance',
  'weak',
  'hires',
  'tiles',
  'components',
  'predicts',
  'noise',
  'prior',
  'promptSyntax',
];

export type Draft = DraftFields &
  Readonly<{
    problems: Problems;
    edit: (fields: Partial<DraftFields>) => void;
    /** Takes what the model recommends: size, steps, sampler, schedule, guidance. */
    takeDefaults: (model: Model) => void;
    complain: (problems: Problems) => void;
  }>;

export const emptyDraft: DraftFields = {
  prompt: '',
  negativePrompt: '',
  model: null,
  width: '',
  height: '',
  steps: '',
  sampler: null,
  schedule: null,
  guidance: null,
  scale: '',
  weak: null,
  noise: null,
  prior: null,
  promptSyntax: null,
  source: null,
  strength: firstStrength,
  hires: null,
  tiles: null,
  components: { vae: null, textEncoders: null },
  predicts: null,
  loras: [],
  inversions: [],
  seed: 0,
  keepSeed: false,
  count: 1,
};

/** What is in the form, without what is said of it. */
export const fieldsOf = (draft: Draft): DraftFields => {
  const { problems: _problems, edit: _edit, takeDefaults: _defaults, complain: _complain, ...fields } = draft;
  return fields;
};

/** The same object where nothing is left out: what shows it is not drawn again. */
const without = (problems: Problems, fields: readonly string[]): Problems => {
  const left = Object.entries(problems).filter(([field]) => field !== 'form' && !fields.includes(field));
  return left.length === Object.keys(problems).length ? problems : Object.fromEntries(left);
};

/** 32 bits: short enough to read, and every tool takes them. */
export const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

export const createDraft = (storage: Storage) =>
  createStore<Draft>()(
    persist(
      (set) => ({
        ...emptyDraft,
        seed: randomSeed(),
        problems: {},
        edit: (fields) => set(({ problems }) => ({ ...fields, problems: without(problems, Object.keys(fields)) })),
        takeDefaults: (model) => set({ ...defaultsOf(model), problems: {} }),
        complain: (problems) => set({ problems }),
      }),
      { name: 'tincture.draft', version: 1, storage: createJSONStorage(() => storage), partialize: fieldsOf },
    ),
  );
export type DraftStore = ReturnType<typeof createDraft>;
