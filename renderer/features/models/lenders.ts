import { families, type Model, type ModelFile } from '../../../electron/contract/records.ts';

export const predictions = ['epsilon', 'v_prediction', 'sample'] as const;
export { families };

/** Something that a part can be taken from. */
type Lender = Readonly<{ id: string; name: string; hash: string | null }>;

const kinds = { vae: 'vae', textEncoders: 'text-encoder', previewDecoder: 'preview-decoder' } as const;
const roles = { vae: 'vae-decoder', textEncoders: 'text-encoder', previewDecoder: null } as const;

/** Lone files of that kind, then models that have the part. */
export const lendersOf = (part: keyof typeof kinds, models: readonly Model[], files: readonly ModelFile[]): readonly Lender[] => [
  ...files.filter(({ kind, problems }) => kind === kinds[part] && problems.length === 0),
  ...models.filter(({ components }) => components.some(({ role }) => role === roles[part])),
];
