import { z } from 'zod';
import { Words } from './words.ts';
import { Preset } from './preset.ts';
import { Devices } from './devices.ts';
import { ExportJob } from './export.ts';
import { Meaning } from './meaning.ts';
import { Places } from './places.ts';
import { VerifyProgress } from './verification.ts';
import { LibraryReport } from './library-report.ts';
import { DownloadId } from '../../native-models/catalogue/entry.ts';
import { Download, NetworkEntry } from './downloads.ts';
import { Image, ImageId, Job, Model, ModelFile, Progress, QueueState, Settings } from './records.ts';

/** How a picture can be asked for, by what its address says. */
export const imageSizes = { full: 'full', 256: 256, 512: 512, steps: 'steps' } as const;
export type ImageSize = (typeof imageSizes)[keyof typeof imageSizes];
export const isImageSize = (text: string): text is `${keyof typeof imageSizes}` => Object.hasOwn(imageSizes, text);

/** Something the user should know that belongs to no job, in one sentence. */
export const Notice = z.strictObject({ level: z.enum(['info', 'warning', 'error']), message: Words });
export type Notice = z.output<typeof Notice>;

/** Host to windows. The picture of an `image.added` is on disk and in the store before anyone is told. */
export const events = {
  'job.changed': Job,
  'job.progress': Progress,
  'queue.changed': QueueState,
  'image.added': Image,
  'image.changed': Image,
  /** These pictures have another rating, tag or collection; null: more than are worth naming. Ask again for what is in sight. */
  'images.changed': z.strictObject({ ids: z.array(ImageId).nullable() }),
  'images.removed': z.array(ImageId),
  /** Collections, saved searches or names of tags are others. */
  'meaning.changed': Meaning,
  'order.changed': z.strictObject({ names: z.literal('changed') }),
  'models.changed': z.array(Model),
  'models.filesChanged': z.array(ModelFile),
  /** The file whose hash is being computed, in bytes, and how many wait behind it; all are known when nothing is left of the last one. */
  'models.hashing': z.strictObject({ name: z.string(), done: z.number(), bytes: z.number(), left: z.int() }),
  /** A file that is read to find what is named by its content, in bytes; null when the search has ended. Short searches are not told of. */
  'models.searching': z.strictObject({
    reading: z.strictObject({ wanted: z.string(), file: z.string(), done: z.number(), bytes: z.number() }).nullable(),
  }),
  'settings.changed': Settings,
  'presets.changed': z.array(Preset),
  'devices.changed': Devices,
  /** Something was opened from outside; `waiting` of them can be taken. */
  'opened.added': z.strictObject({ waiting: z.int() }),
  /** A command was chosen in the system's menu. */
  'menu.chosen': z.strictObject({ command: z.string() }),
  'export.changed': ExportJob,
  'verify.progress': VerifyProgress,
  'library.checked': LibraryReport,
  'places.changed': Places,
  'download.changed': Download,
  /** The download is forgotten; what it brought, if it was done, stays. */
  'download.removed': z.strictObject({ id: DownloadId }),
  /** A request has left, or its answer has ended. */
  'network.logged': NetworkEntry,
  'studio.notice': Notice,
} satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof events;
export type EventPayload<K extends EventName> = z.output<(typeof events)[K]>;
export type Publish = <K extends EventName>(name: K, payload: EventPayload<K>) => void;
/** Returns its own unsubscribe. */
export type Subscribe = <K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void) => () => void;

/** What preload (or the browser client of `serve`) puts on `window.studio`; the renderer's only door. */
export type StudioBridge = Readonly<{
  kind: 'desktop' | 'browser';
  invoke: (name: string, input: unknown) => Promise<unknown>;
  subscribe: (name: string, listener: (payload: unknown) => void) => () => void;
  /** Address of a picture by id: full size, a thumbnail whose longer side is at most `size`, or the strip of its steps (`images.trace`). */
  imageUrl: (id: string, size: ImageSize) => string;
  /** Address of a picture that a recipe starts from, or of its mask, by SHA-256. */
  sourceUrl: (sha256: string) => string;
  /** Address of the picture that lies beside a model or a file of one, by its id. */
  modelImageUrl: (id: string) => string;
  /** Address of the n-th preview of a running job. */
  previewUrl: (job: string, n: number) => string;
}>;
