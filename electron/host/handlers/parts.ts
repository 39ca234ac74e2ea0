import type { Handlers } from '../../contract/calls.ts';
import type { Context } from '../context.ts';
import type { Devices } from '../devices/devices.ts';
import type { Downloads } from '../downloads/downloads.ts';
import type { Engine } from '../engine.ts';
import type { Exports } from '../export/exports.ts';
import type { HostOptions } from '../host.ts';
import type { KeptRuns } from '../kept-runs.ts';
import type { Checks } from '../library/checks.ts';
import type { LookAlikes } from '../library/look-alikes.ts';
import type { Organise } from '../library/organise.ts';
import type { Meaning } from '../meaning/meaning.ts';
import type { ContentSearch } from '../model-files/content-search.ts';
import type { Models } from '../models.ts';
import type { Network } from '../network/index.ts';
import type { OpenedFiles } from '../opened/opened.ts';
import type { Queue } from '../queue.ts';
import type { SettingsFile } from '../settings.ts';
import type { Settler } from '../settle-recipe.ts';
import type { Sources } from '../sources.ts';
import type { Traces } from '../traces.ts';
import type { WindowUse } from '../window-use.ts';

/** What an open host is made of. */
export type HostParts = Readonly<{
  context: Context;
  engine: Engine;
  devices: Devices;
  queue: Queue;
  keptRuns: KeptRuns;
  models: Models;
  search: ContentSearch;
  settler: Settler;
  sources: Sources;
  traces: Traces;
  settings: SettingsFile;
  exports: Exports;
  opened: OpenedFiles;
  checks: Checks;
  network: Network;
  downloads: Downloads;
  trash: (path: string) => Promise<void>;
  organise: Organise;
  lookAlikes: LookAlikes;
  meaning: Meaning;
  use: WindowUse;
  reveal: ((path: string) => void) | null;
  choosePath: NonNullable<HostOptions['choosePath']> | null;
  showMenu: NonNullable<HostOptions['showMenu']> | null;
}>;

/** Calls that the host answers; those that outlive it are the studio's (`studio.ts`). */
export type HostHandlers = Omit<
  Handlers,
  'notices.recent' | 'places.get' | 'library.move' | 'library.stopMove' | 'library.rebuild' | 'library.stopRebuild'
>;
