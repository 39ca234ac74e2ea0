import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeModel, inspectModel, openModel } from '../pipelines/index.ts';
import { draw, models } from './draw.ts';
import { type Judge, openJudge } from './judge.ts';

const prompts = 8;

let judge: Judge;
beforeAll(async () => {
  judge = await openJudge(`${models}/starter-judge`);
});
afterAll(() => judge.release());

const single = ['thing', 'colour', 'scene'];

/** How many of the first held-out prompts that ask for these heads come out right in them. */
const drawnRight = async (folder: string, heads: readonly string[], steps?: number): Promise<number> => {
  const model = await openModel(folder, { provider: 'cpu' });
  let right = 0;
  for (const asked of judge.heldOut.filter(({ wanted }) => heads.every((head) => head in wanted)).slice(0, prompts)) {
    const { seen } = await judge.look(await draw(model, asked, { steps }));
    if (heads.every((head) => seen.get(head) === asked.wanted[head])) right += 1;
  }
  await closeModel(model);
  return right;
};

describe('the models that ship', () => {
  it.each<[string, readonly string[]]>([
    ['one thing', single],
    ['two things on the sides that are asked for', ['left thing', 'right thing']],
    ['one thing on another', ['top thing', 'bottom thing']],
    ['two or three of a thing', ['count', 'counted thing']],
  ])(
    'draw %s',
    async (_what, heads) => {
      expect(await drawnRight(`${models}/starter`, heads)).toBeGreaterThanOrEqual(prompts - 1);
    },
    120_000,
  );

  it.each([
    ['starter-fast', 4],
    ['starter-fast', 1],
    ['starter-field', 10],
  ] as const)(
    '%s draws what is asked for in %i steps',
    async (name, steps) => {
      expect(await drawnRight(`${models}/${name}`, single, steps)).toBeGreaterThanOrEqual(prompts - 1);
    },
    120_000,
  );

  it('start as they were trained', async () => {
    const [fast, field] = await Promise.all(['starter-fast', 'starter-field'].map((name) => inspectModel(`${models}/${name}`)));
    expect(fast!.defaults).toMatchObject({ steps: 4, guidance: 1, sampler: 'lcm@1', prior: null });
    expect(field!.defaults).toMatchObject({ prior: { id: 'pfgmpp@1' } });
    expect([...fast!.problems, ...field!.problems]).toEqual([]);
  });
});
