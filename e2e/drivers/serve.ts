import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Served = Readonly<{ url: string; close: () => Promise<void> }>;

/** `npm run serve` on a home of its own; resolves when it has printed its address. */
export const serve = async (home: string): Promise<Served> => {
  const child = spawn(process.execPath, ['electron/serve/main.ts'], {
    cwd: root,
    env: { ...process.env, TINCTURE_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (text: string) => {
      said += text;
      const address = /http:\/\/\S+token=\S+/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
    void ended.then(() => reject(new Error(`serve ended before it gave an address:\n${said}`)));
  });
  return {
    url,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};
