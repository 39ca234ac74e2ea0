import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ImageId } from '../../contract/records.ts';
import { newFolder, removeFolder } from '../testing/studio.ts';
import { type ItemState, openJournal } from './journal.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

const image = ImageId.parse('00000000-0000-4000-8000-000000000000');

it('what is counted along is what a count of the rows says', () => {
  const [one, other] = [openJournal(join(folder, 'a.sqlite')), openJournal(join(folder, 'a.sqlite'))];
  try {
    for (let position = 0; position < 8; position++)
      one.add({ position, image, name: String(position), caption: '', state: 'planned', content: '', prompt: '' });
    expect(one.counts()).toMatchObject({ planned: 8, done: 0, bytes: 0 });
    const settle = (position: number, state: ItemState, bytes: number): void => {
      one.settle([{ position, state, bytes }]);
      // it never counted along
      const fresh = openJournal(join(folder, 'a.sqlite'));
      expect(one.counts()).toEqual(fresh.counts());
      fresh.close();
    };
    settle(0, 'done', 100);
    settle(1, 'existing', 0);
    settle(2, 'missing', 0);
    // a shard that is written again
    settle(0, 'done', 70);
    settle(99, 'done', 5);
    one.settle([
      { position: 3, state: 'done', bytes: 7 },
      { position: 4, state: 'done', bytes: 9 },
    ]);
    expect(one.counts()).toEqual({ planned: 3, done: 3, existing: 1, duplicate: 0, missing: 1, bytes: 86 });
    expect(other.counts()).toEqual(one.counts());
    one.restart();
    expect(one.counts()).toMatchObject({ planned: 0, done: 0, bytes: 0 });
  } finally {
    one.close();
    other.close();
  }
});
