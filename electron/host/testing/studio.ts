import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CallInput, type CallName, type CallOutput } from '../../contract/calls.ts';
import type { EventName, EventPayload, Publish } from '../../contract/events.ts';
import type { ImageId } from '../../contract/ids.ts';
import { unpackIds } from '../../contract/order.ts';
import { Failure } from '../../contract/failure.ts';
import { type Home, resolveHome } from '../home.ts';
import type { HostOptions } from '../host.ts';
import { type Studio as Host, createStudio } from '../studio.ts';

export const standInEngine = fileURLToPath(new URL('./stand-in-engine.ts', import.meta.url));

type Told = { [K in EventName]: { name: K; payload: EventPayload<K> } }[EventName];

/** A studio in a throw-away home with the stand-in engine and one model named `tiny`. */
export type Studio = Readonly<{
  folder: string;
  home: Home;
  host: Host;
  told: Told[];
  /** Calls as a window does: through the checks, with errors thrown as `Failure`. */
  call: <K extends CallName>(name: K, input: CallInput<K>) => Promise<CallOutput<K>>;
  /** The ids that a query finds, in its order. */
  ids: (text?: string) => Promise<ImageId[]>;
  /** Resolves with the first payload, past or to come, that fits. */
  until: <K extends EventName>(name: K, fits: (payload: EventPayload<K>) => boolean) => Promise<EventPayload<K>>;
  /** Closes the host; the folder stays. */
  close: () => Promise<void>;
}>;

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'tincture-'));

/** Puts something that the stand-in engine takes for a model into a folder; what is there stays, with its times. */
export const addTinyModel = (builtIn: string): void => {
  const folder = join(builtIn, 'tiny');
  if (existsSync(folder)) return;
  mkdirSync(join(folder, 'unet'), { recursive: true });
  writeFileSync(join(folder, 'model_index.json'), '{}');
  writeFileSync(join(folder, 'unet', 'model.onnx'), 'tiny');
};

export const openStudio = async (folder = newFolder(), options: Partial<HostOptions> = {}): Promise<Studio> => {
  const home = resolveHome({ TINCTURE_HOME: join(folder, 'home') });
  const builtInModels = join(folder, 'models');
  addTinyModel(builtInModels);
  const told: Told[] = [];
  const listeners = new Set<() => void>();
  const publish: Publish = (name, payload) => {
    // name and payload come as a pair; TypeScript loses sight of that inside a generic function
    told.push(structuredClone({ name, payload }) as Told);
    for (const listener of listeners) listener();
  };
  const host = await createStudio({
    home,
    appFolder: join(folder, 'app'),
    engine: { node: process.execPath, main: standInEngine, provider: 'cpu' },
    builtInModels,
    publish,
    trash: null,
    reveal: null,
    ...options,
  });
  await host.ready();
  const until: Studio['until'] = (name, fits) =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = told.find((one) => one.name === name && fits(one.payload as EventPayload<typeof name>));
        if (found === undefined) return;
        listeners.delete(look);
        resolve(found.payload as EventPayload<typeof name>);
      };
      listeners.add(look);
      look();
    });
  const call: Studio['call'] = async (name, input) => {
    const result = await host.call(name, input);
    if (!result.ok) throw new Failure(result.error);
    return result.value as CallOutput<typeof name>;
  };
  const ids: Studio['ids'] = async (text = '') =>
    (await call('images.ids', { text, sort: 'newest' })).sections.flatMap((section) => unpackIds(section.ids));
  return { folder, home, host, told, call, ids, until, close: host.close };
};

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });
