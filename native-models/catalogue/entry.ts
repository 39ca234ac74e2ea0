import { z } from 'zod';

/** `owner/name` of a repository on the hub. */
export const Repository = z
  .string()
  .regex(/^[A-Za-z0-9][\w-]*(\.[\w-]+)*\/[A-Za-z0-9][\w-]*(\.[\w-]+)*$/)
  .max(200);
/** A branch, tag or commit. */
export const Revision = z
  .string()
  .regex(/^[\w-]+(\.[\w-]+)*(\/[\w-]+(\.[\w-]+)*)*$/)
  .max(200);
/** Names a download, its folder below `models`, and the entry of the catalogue that it came from. */
export const DownloadId = z
  .string()
  .regex(/^[a-z0-9]+([._-]+[a-z0-9]+)*$/)
  .max(150);

export const CatalogueFile = z.strictObject({
  /** As in the repository, or what is expected there. */
  path: z.string().min(1).max(400),
  bytes: z.int().min(1),
  /** Null: the hub says it when the file is fetched. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

export const CatalogueEntry = z.strictObject({
  id: DownloadId,
  name: z.string().min(1).max(100),
  repository: Repository,
  revision: Revision,
  family: z.string().min(1).max(40),
  kind: z.enum(['checkpoint', 'onnx', 'part']),
  /** For a part that can be used: what it is in a model's place of its kind. */
  part: z.enum(['lora', 'inversion', 'vae', 'preview-decoder', 'clip']).nullable().default(null),
  /** `listed`: these files, with these contents. `named`: these files, as the hub has them. `layout`: what the repository's layout needs. Sizes are estimates but in the first. */
  pick: z.enum(['listed', 'named', 'layout']),
  /** The folder of the repository that is the model; empty for all of it. */
  below: z.string().max(100),
  files: z.array(CatalogueFile).min(1),
  precision: z.enum(['float32', 'float16', 'int8', 'int4', 'mixed']),
  /** Null where the repository names none. */
  licence: z
    .strictObject({
      id: z.string().min(1).max(60),
      name: z.string().min(1).max(100),
      url: z.url(),
      /** Whether it has conditions that one agrees to, beyond naming the authors. */
      conditions: z.enum(['none', 'use', 'non-commercial']),
    })
    .nullable(),
  /** Memory that a picture at the model's own size needs, an estimate. */
  memory: z.int().min(1),
  /** Where it runs in bearable time, best first. */
  devices: z.array(z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml'])).min(1),
  /** Why it is listed and cannot run here; `part`: nothing here has a place for it. */
  obstacle: z.enum(['family', 'cuda-only', 'tensorrt', 'static-graph', 'part']).nullable(),
  /** The day on which repository, sizes and licence were looked at on the hub; null: never. */
  verified: z.iso.date().nullable(),
});
export type CatalogueEntry = z.output<typeof CatalogueEntry>;
