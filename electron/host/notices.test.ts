import { expect, it } from 'vitest';
import type { Notice } from '../contract/events.ts';
import { createNotices, newsFor } from './notices.ts';

const notice = (message: string): Notice => ({ level: 'warning', message });

const create = () => {
  let time = 0;
  const told: unknown[] = [];
  const notices = createNotices(
    (name, payload) => void told.push([name, payload]),
    () => time,
  );
  return { notices, told, pass: (milliseconds: number) => (time += milliseconds) };
};

it('what a start found waits for a window as long as it takes, and is told to each that opens while it is news', () => {
  const { notices, pass } = create();
  notices.publish('studio.notice', notice('One picture has no file.'));
  pass(100 * newsFor);
  expect(notices.recent()).toEqual([notice('One picture has no file.')]);
  pass(newsFor - 1);
  expect(notices.recent()).toEqual([notice('One picture has no file.')]);
  pass(1);
  expect(notices.recent()).toEqual([]);
});

it('what is said while there is a window is news for as long, for those that open later', () => {
  const { notices, told, pass } = create();
  expect(notices.recent()).toEqual([]);
  pass(10 * newsFor);
  notices.publish('studio.notice', notice('The disk is full.'));
  notices.publish('settings.changed', {} as never);
  expect(told).toHaveLength(2);
  pass(newsFor / 2);
  expect(notices.recent()).toEqual([notice('The disk is full.')]);
  pass(newsFor / 2);
  expect(notices.recent()).toEqual([]);
});

it('without a window only the latest are kept', () => {
  const { notices } = create();
  for (let n = 0; n < 1_000; n += 1) notices.publish('studio.notice', notice(String(n)));
  expect(notices.recent()).toHaveLength(50);
  expect(notices.recent().at(-1)).toEqual(notice('999'));
});
