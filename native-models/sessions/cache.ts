import { PictureError } from '../pipelines/errors.ts';
import type { Session } from './session.ts';

/** Sessions by name, each opened when first asked for. */
export type SessionCache = Readonly<{
  /** The session of that name; `open` is called once even when many ask at the same time, and again after it failed. */
  get: (name: string, open: () => Promise<Session>) => Promise<Session>;
  /** Releases one, if it is open. */
  release: (name: string) => Promise<void>;
  releaseAll: () => Promise<void>;
  /** Releases all, for good: whoever asks afterwards is told so. */
  close: () => Promise<void>;
}>;

export const sessionCache = (): SessionCache => {
  const sessions = new Map<string, Promise<Session>>();
  const release = async (name: string): Promise<void> => {
    const pending = sessions.get(name);
    sessions.delete(name);
    // a failed opening has been reported to whoever asked for it
    const session = await pending?.catch(() => undefined);
    await session?.release();
  };
  let isClosed = false;
  const releaseAll = async (): Promise<void> => {
    await Promise.all([...sessions.keys()].map(release));
  };
  return {
    get: async (name, open) => {
      if (isClosed) throw new PictureError('model-closed', `“${name}” was closed while it was still needed. Open the model again.`);
      const known = sessions.get(name);
      if (known !== undefined) return known;
      const pending = open();
      sessions.set(name, pending);
      pending.catch(() => {
        if (sessions.get(name) === pending) sessions.delete(name);
      });
      return pending;
    },
    release,
    releaseAll,
    close: () => {
      isClosed = true;
      return releaseAll();
    },
  };
};
