import { z } from 'zod';
import { Notice } from './events.ts';
import { Words } from './words.ts';
import { Places } from './places.ts';
import { Fit, Meaning, Ranking, mostCandidates } from './meaning.ts';
import { Grid, GridDefinition, GridId, GridSummary } from './grid.ts';
import { NewPreset, Preset } from './preset.ts';
import { Devices, ProviderId } from './devices.ts';
import { ExportId, ExportJob, ExportOptions, ExportPreview, ExportRequest } from './export.ts';
import { MenuBar } from './menu.ts';
import { Opened } from './opened.ts';
import { LibraryReport } from './library-report.ts';
import { DownloadId } from '../../native-models/catalogue/entry.ts';
import { Download, DownloadFrom, Hub, NetworkEntry, Offer } from './downloads.ts';
import { FileSettings, ImportOutcome, LocatedSettings } from './origin.ts';
import { Alike, Change, Changed, Collection, Facets, Lineage, Listing, Name, Rename, SavedSearch, Selection } from './order.ts';
import { LibraryQuery } from './query/library-query.ts';
import { Enlarged, Piece, Recipe, RecipeBranch, limits } from './recipe.ts';
import {
  Capabilities,
  Image,
  ImageId,
  Job,
  JobId,
  Model,
  ModelCheck,
  ModelChoices,
  ModelFile,
  PromptEntry,
  QueueState,
  Settings,
  TokenCount,
  Trace,
} from './records.ts';
import { Difference, Verification } from './verification.ts';

const none = z.null();

/** A call exists because it has a line here: handlers, clients, IPC and HTTP are derived from this table. */
export const calls = {
  /** Puts `count` runs into the queue; run i has seed + i. Answers as soon as they are stored. */
  'jobs.start': { input: z.strictObject({ recipe: Recipe, count: z.int().min(1).max(limits.count) }), output: z.array(JobId) },
  /** Cancels a waiting job, or stops the running one now: before its next network call, or by ending the engine where one call takes over two seconds. */
  'jobs.cancel': { input: JobId, output: none },
  'jobs.cancelAll': { input: none, output: none },
  /** Waiting and running jobs in order, and the last ended ones. */
  'jobs.list': { input: none, output: z.array(Job) },
  /** Puts a failed or cancelled job back at the end of the queue; it goes on from where it was kept. */
  'jobs.retry': { input: JobId, output: JobId },
  /** The same for all that `jobs.list` shows as failed. */
  'jobs.retryFailed': { input: none, output: z.array(JobId) },
  /** Puts a waiting job before another one, or (null) at the end. */
  'jobs.move': { input: z.strictObject({ id: JobId, before: JobId.nullable() }), output: none },
  /** After which steps a run's state is still there; `steps` is null where the run was never kept. A branch from any other step runs its first steps again. */
  'jobs.kept': { input: JobId, output: z.strictObject({ steps: z.int().nullable(), kept: z.array(z.int()) }) },
  /** Goes on from step `step` of an ended run under other words or guidance, as a run of its own. */
  'jobs.branch': {
    input: z.strictObject({
      job: JobId,
      step: RecipeBranch.shape.step,
      prompt: Recipe.shape.prompt,
      negativePrompt: Recipe.shape.negativePrompt,
      guidance: Recipe.shape.guidance,
    }),
    output: JobId,
  },

  'queue.get': { input: none, output: QueueState },
  /** Lets nothing more start. `now` also puts the running job back with its state, before the next network call; `picture` finishes it first. */
  'queue.pause': { input: z.enum(['now', 'picture']), output: none },
  'queue.resume': { input: none, output: none },

  /** The ids of a query, in order. Records come in windows, by `images.byIds`. */
  'images.ids': { input: LibraryQuery, output: Listing },
  /** How many pictures of a query there are, by what they have in common. */
  'images.facets': { input: LibraryQuery, output: Facets },
  'images.byIds': { input: z.array(ImageId).max(500), output: z.array(Image) },
  /** What each step of its run did; null where that is no longer known. */
  'images.trace': { input: ImageId, output: Trace.nullable() },
  /** Where a picture came from and what was made from it, one step both ways. */
  'images.lineage': { input: ImageId, output: Lineage },
  /** Near-duplicates of a picture: copies that were resized, recompressed or lightly touched. */
  'images.alike': { input: ImageId, output: Alike },
  /** Every group of near-duplicates in the library. */
  'images.duplicates': { input: none, output: z.strictObject({ groups: z.array(z.array(ImageId)), pending: z.int() }) },
  /** How well a picture fits its prompt beside others; null where it has none. Looks at it now where nobody has. */
  'images.fit': { input: ImageId, output: Fit.nullable() },
  /** Candidates by how well they fit their own prompts. */
  'images.rank': { input: z.array(ImageId).min(1).max(mostCandidates), output: Ranking },
  'meaning.get': { input: none, output: Meaning },
  'images.change': { input: z.strictObject({ of: Selection, change: Change }), output: Changed },
  /** Moves the files into the bin and the rows out of the library. */
  'images.delete': { input: Selection, output: Changed },
  /** Makes the pictures as they were before a change or a delete; what was changed again since is left. Null is the newest one. */
  'images.undo': { input: z.int().nullable(), output: z.strictObject({ count: z.int() }) },
  /** Adds the picture with more pixels, resampled from its file; the queue has no part in it. */
  'images.enlarge': { input: z.strictObject({ id: ImageId, to: Enlarged }), output: Image },
  /** Shows the file in the system's file manager (desktop only). */
  'images.reveal': { input: ImageId, output: none },
  /** Keeps a picture from outside (bytes as base64) as the source of image-to-image or as a mask; answers its SHA-256. */
  'sources.add': {
    input: z.strictObject({ base64: z.base64() }),
    output: z.strictObject({ sha256: z.string(), width: z.int(), height: z.int() }),
  },
  /** What a picture file of ours or of another program says of its making. */
  'sources.settings': { input: z.strictObject({ base64: z.base64() }), output: FileSettings },
  /** The same settings with the LoRAs and the model that are here; what is not here is left behind. */
  'sources.locate': { input: LocatedSettings, output: LocatedSettings },
  /** Copies a picture file into the library, unless it is there. `modified` is the file's time, by which it is put in order. */
  'imports.add': {
    input: z.strictObject({ base64: z.base64(), name: z.string().max(1_000), modified: z.int().min(0) }),
    output: z.strictObject({ outcome: ImportOutcome, image: Image.nullable(), reason: Words.nullable() }),
  },

  /** Puts every cell into the queue, as jobs like any other. */
  'grids.start': { input: GridDefinition, output: GridId },
  'grids.list': { input: none, output: z.array(GridSummary) },
  'grids.get': { input: GridId, output: Grid },
  /** Tries one cell again, or (null) all that failed or were cancelled. */
  'grids.retry': { input: z.strictObject({ id: GridId, cell: z.int().min(0).nullable() }), output: none },
  'grids.cancel': { input: GridId, output: none },
  /** Forgets the grid; its pictures stay. */
  'grids.delete': { input: GridId, output: none },

  /** The user's own, then those that models bring. */
  'presets.list': { input: none, output: z.array(Preset) },
  /** Adds one (id null), or changes one. */
  'presets.save': { input: z.strictObject({ id: z.string().nullable(), preset: NewPreset }), output: Preset },
  'presets.delete': { input: z.string(), output: none },
  /** Adds the presets of a shared file (its text). */
  'presets.import': { input: z.string().max(4_000_000), output: z.array(Preset) },

  /** Every collection, the empty ones too. */
  'collections.list': { input: none, output: z.array(Collection) },
  'collections.add': { input: Name, output: none },
  /** Gives a collection another name; one that has that name already takes its pictures in. */
  'collections.rename': { input: Rename, output: none },
  /** The pictures stay in the library. */
  'collections.remove': { input: Name, output: Changed },
  /** Gives a tag another name; one that has that name already takes its pictures in. */
  'tags.rename': { input: Rename, output: none },
  'searches.list': { input: none, output: z.array(SavedSearch) },
  /** Keeps a query under a name; one of that name is replaced. */
  'searches.save': { input: SavedSearch, output: none },
  'searches.remove': { input: Name, output: none },

  'prompts.list': { input: z.strictObject({ search: z.string().max(500), limit: z.int().min(1).max(1000) }), output: z.array(PromptEntry) },

  /** The lists that `__name__` in a prompt draws from, with how many entries each has. */
  'prompts.lists': { input: none, output: z.array(z.strictObject({ name: z.string(), entries: z.int() })) },
  /** The recipe that makes a picture of another program again, as far as its file tells, and what is otherwise in it. Refused with the reason where it says too little, or names a model that is not here. */
  'images.again': { input: ImageId, output: z.strictObject({ recipe: Recipe, differences: z.array(Difference) }) },
  /** Makes the picture once more from its own file, without adding it, and says how close it came. */
  'images.verify': { input: ImageId, output: Verification },
  'images.stopVerify': { input: none, output: none },

  /** Compares the library's files with the index, puts the index in order, and says what was found. */
  'library.check': { input: z.strictObject({ how: LibraryReport.shape.how }), output: LibraryReport },
  /** What the last look found; there is one at each start. */
  'library.report': { input: none, output: LibraryReport.nullable() },

  /** Shows the window's commands in the system's menu; `menu.chosen` says what is chosen there. Nothing happens where there is no such menu. */
  'menu.set': { input: MenuBar, output: none },
  /** Somebody is at the window: what computes leaves the processor to it for a moment. */
  'window.used': { input: none, output: none },
  'places.get': { input: none, output: Places },
  /** Begins to move the library into an empty folder, or goes on with the move to there; `places.changed` tells how far it is. */
  'library.move': { input: z.string().min(1).max(4_000), output: none },
  /** Gives a move up that has not switched yet: what was copied goes, the library stays where it is. */
  'library.stopMove': { input: none, output: none },
  /** Begins to make the index anew from the pictures alone; `places.changed` tells how far it is. Other calls wait meanwhile. */
  'library.rebuild': { input: none, output: none },
  /** Stops that, and all is as it was; what came of one that has ended is no longer told. */
  'library.stopRebuild': { input: none, output: none },

  /** What was opened with the studio from outside and not taken yet; `opened.added` says when there is more. */
  'opened.take': { input: none, output: z.array(Opened) },

  /** What `studio.notice` said of late, for a window that opens: a start has something to say before there is one. */
  'notices.recent': { input: none, output: z.array(Notice) },

  /** Begins to export, or goes on where the same export stopped. */
  'export.start': { input: ExportRequest, output: ExportId },
  'export.cancel': { input: ExportId, output: none },
  /** Goes on with one that was interrupted. */
  'export.resume': { input: ExportId, output: none },
  /** Takes an ended or interrupted one off the list; what it has written stays. */
  'export.forget': { input: ExportId, output: none },
  'export.list': { input: none, output: z.array(ExportJob) },
  /** Names, keys and the count, before anything is written. */
  'export.preview': { input: ExportOptions, output: ExportPreview },
  /** Shows what was exported in the system's file manager (desktop only). */
  'export.reveal': { input: ExportId, output: none },
  /** Lets a person choose a folder, or a name for a zip; null where they did not (desktop only). */
  'places.choose': { input: z.strictObject({ kind: z.enum(['folder', 'zip']), initial: z.string() }), output: z.string().nullable() },

  'models.list': { input: none, output: z.array(Model) },
  'models.rescan': { input: none, output: z.array(Model) },
  /** LoRAs, textual inversions, VAEs and the like in the model folders. */
  'models.files': { input: none, output: z.array(ModelFile) },
  /** Why a LoRA changes nothing in a model, by the shapes in their headers; null where it does, or where only a run tells. */
  'models.loraFits': { input: z.strictObject({ model: z.string(), lora: z.string() }), output: Words.nullable() },
  /** Reads every number of a model, or of a file that goes with models, by id. Takes as long as reading it from the disk. */
  'models.check': { input: z.string(), output: ModelCheck },
  /** Ends the reading of files for what is named by its content; `models.searching` tells of it. */
  'models.stopSearch': { input: none, output: z.null() },
  /** Keeps what a person says of a model, for this and every later run. */
  'models.choose': { input: z.strictObject({ model: z.string(), choices: ModelChoices }), output: z.array(Model) },

  /** What can compute here, how it tested, how fast it is, and the memory. Tests nothing by itself. */
  'devices.list': { input: none, output: Devices },
  /** Tests a provider again, in a process of its own. */
  'devices.test': { input: ProviderId, output: Devices },
  /** Lets a device compute a model again that it failed at. */
  'devices.tryAgain': { input: z.strictObject({ device: ProviderId, model: z.string() }), output: Devices },
  /** Moves a model of ours to the system's bin; one that is used in place is only forgotten. */
  'models.remove': { input: z.string(), output: none },

  /** The models that can be had. Asks nobody: it is a list that ships with the program. */
  'catalogue.list': { input: none, output: z.array(Offer) },
  /** Fetches a model, or goes on with it. `licence` is the id of the licence that the user has agreed to, where the catalogue asks for that. */
  'downloads.start': { input: z.strictObject({ from: DownloadFrom, licence: z.string().nullable() }), output: Download },
  'downloads.list': { input: none, output: z.array(Download) },
  'downloads.pause': { input: DownloadId, output: none },
  /** Goes on after a pause or an error. */
  'downloads.resume': { input: DownloadId, output: none },
  /** Throws away what has come; a finished one is only taken off the list. */
  'downloads.cancel': { input: DownloadId, output: none },
  'hub.get': { input: none, output: Hub },
  /** Keeps the access token for the hub's address, or forgets it. It can not be read back. */
  'hub.setToken': {
    input: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .regex(/^[!-~]+$/)
      .nullable(),
    output: Hub,
  },
  /** Requests that left this computer, newest first. */
  'network.log': { input: z.strictObject({ limit: z.int().min(1).max(5000) }), output: z.array(NetworkEntry) },
  'network.clear': { input: none, output: none },

  'studio.capabilities': { input: none, output: Capabilities },
  /** σ over the steps of a run, for drawing; refused with the reason where the pair is illegal. */
  'studio.schedule': {
    input: z.strictObject({
      model: z.string(),
      steps: z.int().min(1).max(limits.steps),
      schedule: Piece,
      sampler: Piece,
      strength: z.number().min(0).max(1).nullable(),
    }),
    output: z.strictObject({ sigmas: z.array(z.number()) }),
  },
  /** How many tokens a prompt takes, by the model's own tokenizer. */
  'studio.tokens': {
    input: z.strictObject({ model: z.string(), prompt: z.string().max(limits.prompt), promptSyntax: Piece }),
    output: TokenCount,
  },
  'settings.get': { input: none, output: Settings },
  'settings.set': { input: Settings.partial(), output: Settings },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallInput<K extends CallName> = z.output<Calls[K]['input']>;
export type CallOutput<K extends CallName> = z.output<Calls[K]['output']>;
/** What the host fills in: a missing handler does not compile. */
export type Handlers = { [K in CallName]: (input: CallInput<K>) => Promise<CallOutput<K>> };
/** What a window sees: every call by name. Errors that a user can meet arrive as a rejected `CallError`. */
export type Invoke = <K extends CallName>(name: K, input: CallInput<K>) => Promise<CallOutput<K>>;
