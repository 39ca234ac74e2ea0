import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { fingerprint } from '../export/perceptual.ts';
import { type Look, alike, alikeGroups, alikeWithin, lookDistance, lookOf } from './looks.ts';

let state = 3;
const random = (n: number): number => (state = (state * 48_271) % 2_147_483_647) % n;
const anyLook = (row: number): Look => [row, random(2 ** 31 - 1) * 2 + random(2), random(2 ** 31 - 1) * 2 + random(2)];
const flipped = ([, high, low]: Look, row: number, count: number): Look => {
  const at = new Set<number>();
  while (at.size < count) at.add(random(64));
  const mask = (from: number) => [...at].filter((bit) => bit >= from && bit < from + 32).reduce((sum, bit) => sum + 2 ** (bit - from), 0);
  return [row, (high ^ mask(0)) >>> 0, (low ^ mask(32)) >>> 0];
};

describe('hashes of pictures', () => {
  it('differ in as many bits as were changed', () => {
    for (let count = 0; count <= 64; count += 1) {
      const one = anyLook(1);
      expect(lookDistance(one, flipped(one, 2, count))).toBe(count);
    }
  });

  it('find every neighbour, the most alike first', () => {
    const one = anyLook(1);
    const looks = [
      ...Array.from({ length: 200 }, (_, n) => anyLook(n + 100)),
      one,
      flipped(one, 2, 6),
      flipped(one, 3, 1),
      flipped(one, 4, 7),
    ];
    expect(alike(looks, one)).toEqual([
      { row: 3, distance: 1 },
      { row: 2, distance: 6 },
    ]);
  });

  it('form the groups that comparing each with each forms', () => {
    const looks: Look[] = [];
    for (let n = 0; n < 60; n += 1) {
      const one = anyLook(looks.length);
      looks.push(one);
      for (let copy = random(3); copy > 0; copy -= 1) looks.push(flipped(one, looks.length, random(alikeWithin + 3)));
    }
    const group = looks.map((_, at) => at);
    for (const a of looks.keys())
      for (const b of looks.keys())
        if (lookDistance(looks[a]!, looks[b]!) <= alikeWithin) {
          const [from, to] = [group[a]!, group[b]!];
          for (const at of looks.keys()) if (group[at] === from) group[at] = to;
        }
    const slow = [...Map.groupBy(looks.keys(), (at) => group[at]).values()]
      .filter((one) => one.length > 1)
      .map((one) => one.toSorted((a, b) => a - b));
    const sort = (groups: number[][]) => groups.map((one) => one.toSorted((a, b) => a - b)).toSorted((a, b) => a[0]! - b[0]!);
    expect(sort(alikeGroups(looks))).toEqual(sort(slow));
  });
});

describe('a picture', () => {
  const pictures: Buffer[] = [];
  beforeAll(async () => {
    // smooth scenes of chance: blobs of colour, as different from each other as pictures are
    for (let n = 0; n < 8; n += 1) {
      const raw = Buffer.from(Array.from({ length: 6 * 6 * 3 }, () => random(256)));
      pictures.push(
        await sharp(raw, { raw: { width: 6, height: 6, channels: 3 } })
          .resize(256, 256, { kernel: 'cubic' })
          .png()
          .toBuffer(),
      );
    }
  });

  it('looks like its resized and recompressed copies, and not like others', async () => {
    const looks = await Promise.all(pictures.map(async (file, row) => lookOf(row, await fingerprint(file))));
    for (const [row, file] of pictures.entries()) {
      const copies = await Promise.all([
        sharp(file).resize(128).jpeg({ quality: 60 }).toBuffer(),
        sharp(file).resize(300).webp({ quality: 50 }).toBuffer(),
        sharp(file).modulate({ brightness: 1.05 }).png().toBuffer(),
      ]);
      for (const copy of copies) {
        const found = alike(looks, lookOf(-1, await fingerprint(copy)));
        expect(found.map((one) => one.row)).toEqual([row]);
      }
    }
  });
});
