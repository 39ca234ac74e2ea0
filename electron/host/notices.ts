import { Notice, type Publish } from '../contract/events.ts';

/** What the user should know, kept while it is news: most of what a start has to say is said before there is a window. */
export type Notices = Readonly<{
  publish: Publish;
  /** What is still news, for a window that opens: what was said up to now is that until some minutes after the first window has asked, later words for as long. */
  recent: () => readonly Notice[];
}>;

/** Milliseconds: a window that opens later than that is told nothing old. */
export const newsFor = 5 * 60_000;
/** A host without a window may go on for weeks. */
const most = 50;

type Said = Readonly<{ notice: Notice; time: number }>;

export const createNotices = (publish: Publish, clock: () => number): Notices => {
  let said: readonly Said[] = [];
  let firstAsked: number | null = null;
  const isNews = ({ time }: Said): boolean => firstAsked === null || clock() - Math.max(time, firstAsked) < newsFor;
  return {
    publish: (name, payload) => {
      if (name === 'studio.notice') said = [...said.filter(isNews), { notice: Notice.parse(payload), time: clock() }].slice(-most);
      publish(name, payload);
    },
    recent: () => {
      firstAsked ??= clock();
      said = said.filter(isNews);
      return said.map(({ notice }) => notice);
    },
  };
};
