import { basename, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Failure } from '../contract/failure.ts';
import type { ModelReport } from '../contract/engine.ts';
import type { Model } from '../contract/records.ts';
import { keepReport, knownReport } from '../store/models.ts';
import type { Store } from '../store/open.ts';
import type { Engine } from './engine.ts';
import { slugOf } from './library/file-name.ts';
import { hashFolder } from './model-files/hash.ts';
import { findModelFolders } from './model-files/scan.ts';
import { fingerprintOf } from './model-files/fingerprint.ts';

export type Models = Readonly<{
  list: () => Promise<Model[]>;
  /** Looks at the disk again. */
  rescan: () => Promise<Model[]>;
  /** By id, by name, by the name of its folder, or by the path of one that is in no list. Throws where there is none, naming those that there are. */
  find: (name: string) => Promise<Model>;
  /** The model with this id, if it can run. Throws the reason. */
  usable: (id: string) => Promise<Model>;
  /** SHA-256 over the names and contents of its files. */
  hash: (model: Model) => Promise<string>;
}>;

export type ModelPlaces = Readonly<{ builtIn: string; others: () => Promise<readonly string[]> }>;

export const createModels = ({
  db,
  engine,
  places,
  engineVersion,
}: {
  db: Store;
  engine: Engine;
  places: ModelPlaces;
  engineVersion: string;
}): Models => {
  let known: Promise<Model[]> | null = null;

  const look = async (folder: string, builtIn: boolean): Promise<Model> => {
    const fingerprint = `${engineVersion} ${await fingerprintOf(folder)}`;
    const kept = knownReport(db, folder, fingerprint);
    if (kept !== null) return toModel(folder, builtIn, kept);
    const report = await inspect(engine, folder);
    // a problem may lie in the machine of this moment: it is looked at again
    if (report.problems.length === 0) keepReport(db, folder, fingerprint, report);
    return toModel(folder, builtIn, report);
  };

  const scan = async (): Promise<Model[]> => {
    const own = await findModelFolders(places.builtIn);
    const others = (await Promise.all((await places.others()).map((root) => findModelFolders(root)))).flat();
    const outside = [...new Set(others)].filter((folder) => !own.includes(folder));
    return Promise.all([...own.map((folder) => look(folder, true)), ...outside.map((folder) => look(folder, false))]);
  };

  const rescan = (): Promise<Model[]> => {
    const scanning = scan();
    known = scanning;
    scanning.catch(() => {
      if (known === scanning) known = null;
    });
    return scanning;
  };
  const list = (): Promise<Model[]> => known ?? rescan();

  const find = async (name: string): Promise<Model> => {
    const models = await list();
    const wanted = name.toLowerCase();
    const matches = [
      models.filter((model) => model.id === name),
      models.filter((model) => model.name.toLowerCase() === wanted || basename(model.folder).toLowerCase() === wanted),
    ].find((found) => found.length > 0);
    if (matches?.length === 1 && matches[0] !== undefined) return matches[0];
    if (matches === undefined && /[\\/]/.test(name)) {
      const [folder] = isCheckpoint(name) ? [resolve(name)] : await findModelFolders(resolve(name));
      if (folder !== undefined) {
        const model = await look(folder, false);
        known = Promise.resolve([...models, model]);
        return model;
      }
    }
    const ids = models.map((model) => model.id).join(', ');
    throw new Failure({
      code: 'not-found',
      message: `There is ${matches === undefined ? 'no' : 'more than one'} model “${name}”. ${ids === '' ? 'No models are installed.' : `There are: ${ids}.`}`,
      what: 'recipe.model.id',
    });
  };

  return {
    list,
    rescan,
    find,
    usable: async (id) => {
      const model = await find(id);
      const [problem] = model.problems;
      if (problem !== undefined)
        throw new Failure({ code: 'model-broken', message: `“${model.name}” cannot run: ${problem}`, what: model.folder });
      return model;
    },
    hash: (model) => hashFolder(db, model.folder),
  };
};

const isCheckpoint = (path: string): boolean => path.endsWith('.safetensors') && existsSync(path);

/** A folder that cannot be looked at is a model with a problem, so that a person sees what is wrong with it. */
const inspect = async (engine: Engine, folder: string): Promise<ModelReport> => {
  try {
    return await engine.inspect(folder);
  } catch (error) {
    if (!(error instanceof Failure) || error.error.code === 'engine-died') throw error;
    return {
      name: basename(folder),
      family: 'unknown',
      licence: null,
      examples: [],
      components: [],
      sizes: { multiple: 8, min: 64, max: 1024, fixed: null },
      defaults: { width: 512, height: 512, steps: 20, guidance: 7.5, sampler: 'euler@1', schedule: 'model@1' },
      warnings: [],
      problems: [error.error.message],
    };
  }
};

/** Built-in models are named by their folder; two others may have the same name, so a piece of their place tells them apart. */
const idOf = (folder: string, builtIn: boolean): string => {
  const slug = slugOf(basename(folder));
  return builtIn ? slug : `${slug}-${createHash('sha256').update(folder).digest('hex').slice(0, 6)}`;
};

const toModel = (folder: string, builtIn: boolean, report: ModelReport): Model => {
  const { fixed, multiple, min, max } = report.sizes;
  return {
    id: idOf(folder, builtIn),
    name: report.name,
    family: report.family,
    builtIn,
    folder,
    licence: report.licence,
    bytes: report.components.reduce((sum, component) => sum + component.bytes, 0),
    hash: null,
    precision: report.components.find((component) => component.role === 'denoiser')?.dtype ?? 'unknown',
    components: report.components.map(({ dtype, ...component }) => ({ ...component, precision: dtype })),
    sizes: fixed === null ? { kind: 'free', multiple, min, max } : { kind: 'fixed', list: [[fixed.width, fixed.height]] },
    defaults: {
      ...report.defaults,
      sampler: { id: report.defaults.sampler, options: {} },
      schedule: { id: report.defaults.schedule, options: {} },
    },
    examples: report.examples,
    problems: report.problems,
    warnings: report.warnings,
  };
};
