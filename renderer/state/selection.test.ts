import { expect, it } from 'vitest';
import { imageId } from '../test/fake-data.ts';
import { createSelection } from './selection.ts';

const all = [0, 1, 2, 3, 4, 5].map(imageId);
const chosen = (selection: ReturnType<typeof createSelection>) =>
  all.map((id, n) => (selection.getState().ids.has(id) ? n : -1)).filter((n) => n >= 0);

it('draws a range from the last toggled picture, both ways, and adds to what is selected', () => {
  const selection = createSelection();
  selection.getState().toggle(imageId(0));
  selection.getState().toggle(imageId(3));
  selection.getState().extend(imageId(5), all);
  expect(chosen(selection)).toEqual([0, 3, 4, 5]);
  selection.getState().extend(imageId(2), all);
  expect(chosen(selection)).toEqual([0, 2, 3, 4, 5]);
  selection.getState().toggle(imageId(4));
  expect(chosen(selection)).toEqual([0, 2, 3, 5]);
  selection.getState().clear();
  expect(chosen(selection)).toEqual([]);
});
