import { expect, it } from 'vitest';
import { image, imageId } from '../test/fake-data.ts';
import { bestFirst, going, keepOnly, staying, switched, withoutPictures } from './duplicates.ts';

const plain = { ...image(0), favourite: false, rating: 0 as const, width: 64, height: 64, createdAt: 100 };
const [a, b, c, d] = [imageId(1), imageId(2), imageId(3), imageId(4)] as const;

it('puts forward what is there, liked, rated, larger, older, in this order', () => {
  const ranked = [
    { ...plain, favourite: true },
    { ...plain, rating: 5 as const },
    { ...plain, rating: 1 as const, createdAt: 1 },
    { ...plain, width: 128 },
    { ...plain, createdAt: 1 },
    plain,
    { ...plain, missing: true, favourite: true, rating: 5 as const, width: 512, createdAt: 0 },
  ].map((one, n) => ({ ...one, id: imageId(n) }));
  expect(bestFirst(ranked.toReversed())).toEqual(ranked);
  const same = [ranked[5]!, { ...plain, id: imageId(9) }];
  expect(bestFirst(same)).toEqual(same);
});

it('keeps the first of a group until something else is decided', () => {
  const groups = [
    [a, b],
    [c, d],
  ];
  expect(going(groups, new Map())).toEqual([b, d]);
  const fates = keepOnly([a, b], new Set([b]), new Map());
  expect(going(groups, fates)).toEqual([a, d]);
  expect(going(groups, switched([a, b], a, fates)!)).toEqual([d]);
});

it('leaves one of each group, and what nobody decided on', () => {
  expect(switched([a, b], a, new Map())).toBe(null);
  const fates = keepOnly([a, b, c], new Set([a]), new Map());
  // the one that stays was taken away by other means
  expect(going(withoutPictures([[a, b, c]], new Set([a])), fates)).toEqual([c]);
  // it looks alike only since the decision
  expect([...staying([a, b, c, d], fates)]).toEqual([a, d]);
});

it('forgets groups of which one is left', () => {
  expect(
    withoutPictures(
      [
        [a, b],
        [c, d],
      ],
      new Set([b]),
    ),
  ).toEqual([[c, d]]);
});
