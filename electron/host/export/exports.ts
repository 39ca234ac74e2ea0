import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { ExportId, type ExportJob, type ExportOptions, type ExportPreview, ExportRequest } from '../../contract/export.ts';
import type { ImageId } from '../../contract/records.ts';
import { takeLock } from '../../store/lock.ts';
import { cancelled } from '../abort.ts';
import { toAppError } from '../errors.ts';
import { anywhere, type ExportFolder, openExportFolder, taken } from './folder.ts';
import { type Journal, openJournal } from './journal.ts';
import { shownPath } from './layout.ts';
import { withLeanHeap } from './lean-heap.ts';
import { zipFolder } from './pack.ts';
import { type Catalogue, planExport } from './plan.ts';
import { type RunParts, runExport } from './run.ts';
import { exampleKeys, parseTemplate, renderName } from './template.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

export type ExportsParts = Readonly<{
  /** Where journals and zips in the making lie. */
  workplace: string;
  /** Where exports go unless somewhere else is chosen. */
  suggested: string;
  catalogue: Catalogue;
  select: (what: ExportOptions['what']) => Promise<readonly ImageId[]>;
  library: () => string;
  thumbnail: RunParts['thumbnail'];
  licenceOf: RunParts['licenceOf'];
  /** Throws a `Failure` where nothing may be written: the library itself, and our own folders. */
  checkPlace: (path: string) => void;
  clock: () => number;
  publish: (job: ExportJob) => void;
}>;

export type Exports = Readonly<{
  start: (request: ExportRequest) => ExportId;
  /** Runs one to its end; what goes wrong is in the job that it answers. */
  run: (request: ExportRequest, signal: AbortSignal) => Promise<ExportJob>;
  resume: (id: ExportId) => void;
  cancel: (id: ExportId) => void;
  forget: (id: ExportId) => void;
  list: () => ExportJob[];
  preview: (options: ExportOptions) => Promise<ExportPreview>;
  /** The finished zip of a download. */
  download: (id: string) => string | null;
  /** Stops what runs, so that it can go on at the next start. */
  close: () => Promise<void>;
}>;

const toldEvery = 200;
const keptFor = 7 * 24 * 3_600_000;
const downloadName = 'tincture-pictures.zip';
const previewNames = 5;

/** The same export to the same place has the same id. */
const idOf = (request: ExportRequest): ExportId =>
  ExportId.parse(createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 32));

const notFound = (what: string): Failure => new Failure({ code: 'not-found', message: sentence('export.unknown'), what });

export const createExports = (parts: ExportsParts): Exports => {
  const { workplace, clock, publish } = parts;
  const jobs = new Map<ExportId, ExportJob>();
  const running = new Map<ExportId, { controller: AbortController; ended: Promise<ExportJob> }>();
  let closing = false;

  const journalPath = (id: ExportId): string => join(workplace, `${id}.sqlite`);
  const staging = (id: ExportId): string => join(workplace, id, 'files');
  const removeWork = (id: ExportId): void => rmSync(join(workplace, id), { recursive: true, force: true });

  const put = (job: ExportJob): ExportJob => {
    jobs.set(job.id, job);
    publish(job);
    return job;
  };

  const withCounts = (job: ExportJob, journal: Journal): ExportJob => {
    const { planned, done, existing, duplicate, missing, bytes } = journal.counts();
    return { ...job, done, total: planned + done, bytes, left: { existing, duplicates: duplicate, missing } };
  };

  /** What was cut off by the end of an earlier process; what nobody came back to is thrown away. */
  const findInterrupted = (): void => {
    mkdirSync(workplace, { recursive: true });
    for (const file of readdirSync(workplace)) {
      const id = ExportId.safeParse(file.replace(/\.sqlite$/, ''));
      if (!file.endsWith('.sqlite') || !id.success) continue;
      const age = statSync(join(workplace, file)).mtimeMs;
      const lock = takeLock(join(workplace, `${id.data}.lock`), 'looking');
      if (lock === null) continue;
      const journal = openJournal(journalPath(id.data));
      const request = safeRequest(journal);
      if (request === null || clock() - age > keptFor) {
        journal.remove();
        removeWork(id.data);
      } else {
        const job = newJob(id.data, request, 'interrupted', age);
        jobs.set(id.data, withCounts(job, journal));
        journal.close();
      }
      lock.release();
    }
  };

  const targetOf = async ({ options, target }: ExportRequest, id: ExportId): Promise<{ folder: ExportFolder; finish: Finish }> => {
    if (target.kind === 'folder')
      return { folder: await openExportFolder(resolve(target.path), parts.checkPlace), finish: async () => undefined };
    const path = target.kind === 'zip' ? zipPath(target.path) : join(workplace, id, downloadName);
    const outer = await openExportFolder(dirname(path), target.kind === 'zip' ? parts.checkPlace : anywhere);
    const name = target.kind === 'zip' ? await zipName(outer, basename(path), options.conflicts) : downloadName;
    const finish: Finish = async (signal) => {
      await outer.putFilled(
        name,
        (temporary) => zipFolder(staging(id), temporary, () => undefined, signal),
        target.kind === 'download' ? 'overwrite' : options.conflicts,
      );
      await outer.sync();
      rmSync(staging(id), { recursive: true, force: true });
    };
    return { folder: await openExportFolder(staging(id), anywhere), finish };
  };

  const carryOut = async (start: ExportJob, request: ExportRequest, signal: AbortSignal): Promise<ExportJob> => {
    const { id } = start;
    mkdirSync(workplace, { recursive: true });
    const lock = takeLock(join(workplace, `${id}.lock`), `process ${process.pid}`);
    if (lock === null) {
      const message = sentence('export.elsewhere');
      return { ...start, state: 'failed', error: { code: 'library-busy', message, what: id }, endedAt: clock() };
    }
    const journal = openJournal(journalPath(id));
    let job = start;
    let told = 0;
    const tell = (stage: ExportJob['stage']): void => {
      if (stage === job.stage && clock() - told < toldEvery) return;
      told = clock();
      job = put(withCounts({ ...job, stage }, journal));
    };
    const end = (change: Pick<ExportJob, 'state' | 'error'>): ExportJob => {
      const ended = { ...withCounts(job, journal), ...change, endedAt: clock() };
      // a zip that was given up gives its room back; a folder can be gone on with
      const over = change.state === 'done' || !journal.isPlanned() || (change.state === 'cancelled' && request.target.kind !== 'folder');
      if (over) journal.remove();
      else journal.close();
      if (over && change.state !== 'done') removeWork(id);
      if (change.state === 'done' && request.target.kind !== 'download') removeWork(id);
      return ended;
    };
    try {
      const { folder, finish } = await targetOf(request, id);
      const { options } = request;
      if (!journal.isPlanned()) {
        journal.begin(request);
        const ids = await parts.select(options.what);
        if (ids.length === 0) throw new Failure({ code: 'bad-input', message: sentence('export.nothing'), what: 'options.what' });
        await planExport({ options, ids, folder, journal, catalogue: parts.catalogue }, signal);
      }
      tell('pictures');
      for await (const stage of runExport({ ...parts, options, folder, journal }, signal)) {
        tell(stage);
        signal.throwIfAborted();
      }
      tell('packing');
      await finish(signal);
      return end({ state: 'done', error: null });
    } catch (error) {
      if (closing) return end({ state: 'interrupted', error: null });
      return signal.aborted ? end({ state: 'cancelled', error: null }) : end({ state: 'failed', error: toAppError(error) });
    } finally {
      lock.release();
    }
  };

  const begin = (request: ExportRequest): { id: ExportId; ended: Promise<ExportJob>; controller: AbortController } => {
    const id = idOf(request);
    const known = running.get(id);
    if (known !== undefined) return { id, ...known };
    const controller = new AbortController();
    const start = put(newJob(id, request, 'running', clock()));
    const ended = withLeanHeap(() => carryOut(start, request, controller.signal)).then((job) => {
      running.delete(id);
      return put(job);
    });
    running.set(id, { controller, ended });
    return { id, ended, controller };
  };

  findInterrupted();

  return {
    start: (request) => {
      parseTemplate(request.options.name);
      return begin(request).id;
    },
    run: async (request, signal) => {
      const { ended, controller } = begin(request);
      const stop = (): void => controller.abort(cancelled());
      signal.addEventListener('abort', stop);
      return ended.finally(() => signal.removeEventListener('abort', stop));
    },
    resume: (id) => {
      if (running.has(id)) return;
      if (!jobs.has(id)) throw notFound(id);
      const journal = openJournal(journalPath(id));
      const request = safeRequest(journal);
      journal.close();
      if (request === null) throw notFound(id);
      begin(request);
    },
    cancel: (id) => running.get(id)?.controller.abort(cancelled()),
    forget: (id) => {
      if (running.has(id)) return;
      jobs.delete(id);
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${journalPath(id)}${suffix}`, { force: true });
      removeWork(id);
    },
    list: () => [...jobs.values()],
    preview: async (options) => {
      const ids = await parts.select(options.what);
      const template = parseTemplate(options.name);
      const images = parts.catalogue.imagesByIds(ids.slice(0, previewNames));
      const facts = images.map((image, index) => ({ image, counter: index + 1, total: ids.length, format: options.format }));
      return {
        count: ids.length,
        names: facts.map((one) => shownPath(options, renderName(template, one))),
        keys: facts[0] === undefined ? [] : exampleKeys(facts[0]),
        folder: parts.suggested,
      };
    },
    download: (id) => {
      const job = [...jobs.values()].find((one) => one.id === id);
      return job?.state === 'done' && job.target.kind === 'download' ? join(workplace, job.id, downloadName) : null;
    },
    close: async () => {
      closing = true;
      for (const { controller } of running.values()) controller.abort(cancelled());
      await Promise.all([...running.values()].map(({ ended }) => ended));
      // nobody can fetch it any more
      for (const job of jobs.values()) if (job.target.kind === 'download' && job.state === 'done') removeWork(job.id);
    },
  };
};

type Finish = (signal: AbortSignal) => Promise<void>;

const newJob = (id: ExportId, { target }: ExportRequest, state: ExportJob['state'], startedAt: number): ExportJob => ({
  id,
  target,
  state,
  stage: 'planning',
  done: 0,
  total: 0,
  bytes: 0,
  left: { existing: 0, duplicates: 0, missing: 0 },
  error: null,
  startedAt: Math.round(startedAt),
  endedAt: null,
});

/** A journal of an older Tincture may ask for something that there is no more. */
const safeRequest = (journal: Journal): ExportRequest | null => {
  try {
    return journal.request();
  } catch {
    return null;
  }
};

const zipPath = (path: string): string => resolve(path.toLowerCase().endsWith('.zip') ? path : `${path}.zip`);

const zipName = async (folder: ExportFolder, name: string, conflicts: ExportOptions['conflicts']): Promise<string> => {
  if (conflicts === 'overwrite' || !(await folder.exists(name))) return name;
  if (conflicts !== 'number') throw taken(join(folder.path, name));
  let n = 2;
  while (await folder.exists(`${name.slice(0, -'.zip'.length)} (${n}).zip`)) n += 1;
  return `${name.slice(0, -'.zip'.length)} (${n}).zip`;
};
