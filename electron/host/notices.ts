import { Notice, type Publish } from '../contract/events.ts';

/** What the user should know, kept until the first window takes it: most of what a start has to say is said before there is one. */
export type Notices = Readonly<{
  publish: Publish;
  /** All that was said so far, the first time; what is said later is heard. */
  take: () => readonly Notice[];
}>;

export const createNotices = (publish: Publish): Notices => {
  let unheard: readonly Notice[] = [];
  let listened = false;
  return {
    publish: (name, payload) => {
      if (name === 'studio.notice' && !listened) unheard = [...unheard, Notice.parse(payload)];
      publish(name, payload);
    },
    take: () => {
      listened = true;
      const taken = unheard;
      unheard = [];
      return taken;
    },
  };
};
