import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Where everything lives. `library` holds the pictures, the rest is below `data`. */
export type Home = Readonly<{
  data: string;
  library: string;
  store: string;
  queueLock: string;
  /** Held in part by everyone who has the library open, and whole by a move of it. */
  libraryLock: string;
  /** Where the library lies when it was moved, and how far a move is. */
  place: string;
  /** What a move has copied. */
  copied: string;
  settings: string;
  presets: string;
  /** What was found out about the devices. */
  devices: string;
  sources: string;
  thumbnails: string;
  /** Kept states of runs, one folder a job. */
  runs: string;
  /** What the steps of the newest runs did. */
  traces: string;
  /** What exports have planned and done, and zips in the making. */
  exports: string;
  /** Where exports go unless somewhere else is chosen. */
  exportsTo: string;
  models: string;
  /** Text files whose lines `__name__` in a prompt draws from. */
  wildcards: string;
}>;

const homeAt = (data: string, library: string): Home => ({
  data,
  library,
  store: join(data, 'store', 'tincture.sqlite'),
  queueLock: join(data, 'store', 'queue-lock.sqlite'),
  libraryLock: join(data, 'store', 'library-lock.sqlite'),
  place: join(data, 'place.json'),
  copied: join(data, 'copied.jsonl'),
  settings: join(data, 'settings.json'),
  presets: join(data, 'presets.json'),
  devices: join(data, 'devices.json'),
  sources: join(data, 'sources'),
  thumbnails: join(data, 'thumbnails'),
  runs: join(data, 'runs'),
  traces: join(data, 'traces'),
  exports: join(data, 'exports'),
  exportsTo: join(dirname(library), 'Tincture exports'),
  models: join(data, 'models'),
  wildcards: join(data, 'wildcards'),
});

/** The same home with its library in another folder. */
export const withLibrary = ({ data }: Home, library: string): Home => homeAt(data, library);

/** The system's place for application data. */
const dataFolder = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform, user: string): string => {
  switch (platform) {
    case 'win32':
      return join(env['APPDATA'] ?? join(user, 'AppData', 'Roaming'), 'Tincture');
    case 'darwin':
      return join(user, 'Library', 'Application Support', 'Tincture');
    default:
      return join(env['XDG_DATA_HOME'] ?? join(user, '.local', 'share'), 'tincture');
  }
};

/** `TINCTURE_HOME` holds everything where it is set; otherwise the system's places, with the pictures where a person looks for pictures: until they are moved (`library/place.ts`). */
export const resolveHome = (env: NodeJS.ProcessEnv = process.env, platform = process.platform, user = homedir()): Home => {
  const chosen = env['TINCTURE_HOME'];
  if (chosen !== undefined && chosen !== '') return homeAt(resolve(chosen), join(resolve(chosen), 'library'));
  return homeAt(dataFolder(env, platform, user), join(env['XDG_PICTURES_DIR'] ?? join(user, 'Pictures'), 'Tincture'));
};
