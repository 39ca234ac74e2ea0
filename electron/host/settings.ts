import { readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { CallInput } from '../contract/calls.ts';
import { Settings } from '../contract/records.ts';
import type { Context } from './context.ts';
import { writeDurably } from './library/durable-write.ts';
import { sentence } from '../../native-models/words/sentence.ts';

export const defaultSettings: Settings = {
  theme: 'system',
  language: 'system',
  previewEvery: 1,
  modelFolders: [],
  provider: 'auto',
  memoryBudget: 'auto',
  meaning: 'on',
  clip: null,
  offline: false,
  hub: null,
  proxy: null,
  keepEvery: 5,
  contrast: 'system',
  shortcuts: {},
  keptMegabytes: 512,
};

/** Settings live in a file that a person can read, not in the index, which may be thrown away. */
export type SettingsFile = Readonly<{ get: () => Settings; set: (change: CallInput<'settings.set'>) => Promise<Settings> }>;

/** A setting that this program does not understand falls back to its default alone; the others stay. */
const readSettings = (text: string): Settings => {
  const raw: unknown = JSON.parse(text);
  const stored = typeof raw === 'object' && raw !== null ? Object.entries(raw) : [];
  return stored.reduce<Settings>((settings, [key, value]) => {
    const change = Settings.partial().safeParse({ [key]: value });
    return change.success ? { ...settings, ...dropUndefined(change.data) } : settings;
  }, defaultSettings);
};

const dropUndefined = (change: CallInput<'settings.set'>): Partial<Settings> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

export const openSettings = ({ home, disk, publish }: Pick<Context, 'home' | 'disk' | 'publish'>): SettingsFile => {
  const load = (): Settings => {
    try {
      return readSettings(readFileSync(home.settings, 'utf8'));
    } catch (error) {
      if (error instanceof SyntaxError) {
        rename(home.settings, `${home.settings}.broken`).catch(() => undefined);
        publish('studio.notice', {
          level: 'warning',
          message: sentence('settings.afresh'),
        });
      }
      return defaultSettings;
    }
  };
  let settings = load();
  return {
    get: () => settings,
    set: async (change) => {
      const next = Settings.parse({ ...settings, ...dropUndefined(change) });
      await writeDurably(home.settings, Buffer.from(`${JSON.stringify(next, null, 2)}\n`), disk);
      settings = next;
      publish('settings.changed', next);
      return next;
    },
  };
};
