import { describe, expect, it, vi } from 'vitest';
import { sessionPool } from './pool.ts';
import type { Session } from './session.ts';

const MiB = 2 ** 20;

/** A machine whose networks hold what the test says; a call may make them grow. */
const machine = () => {
  let resident = 100 * MiB;
  const log: string[] = [];
  const network = (name: string, bytes: number, grows = 0) =>
    vi.fn(async (): Promise<Session> => {
      log.push(`open ${name}`);
      resident += bytes;
      let held = bytes;
      return {
        name,
        inputs: [],
        outputs: [],
        run: async () => {
          resident += grows;
          held += grows;
          log.push(`run ${name}`);
          return {};
        },
        release: async () => {
          resident -= held;
          log.push(`release ${name}`);
        },
      };
    });
  return { network, log, resident: () => resident };
};

describe('the session pool', () => {
  it('opens once for many who ask at the same time', async () => {
    const { network, resident } = machine();
    const cache = sessionPool(resident).cache();
    const open = network('unet', MiB);
    const [a, b] = await Promise.all([cache.get('unet', open), cache.get('unet', open)]);
    expect(a).toBe(b);
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('forgets a failure, so that the next one tries again', async () => {
    const { network, resident } = machine();
    const cache = sessionPool(resident).cache();
    await expect(cache.get('unet', () => Promise.reject(new Error('first')))).rejects.toThrow('first');
    expect((await cache.get('unet', network('unet', MiB))).name).toBe('unet');
  });

  it('releases what is open, also when it is still opening, and opens again afterwards', async () => {
    const { network, log, resident } = machine();
    const cache = sessionPool(resident).cache();
    void cache.get('unet', network('first', MiB));
    await cache.releaseAll();
    expect(log).toEqual(['open first', 'release first']);
    expect((await cache.get('unet', network('second', MiB))).name).toBe('second');
    await cache.close();
    await expect(cache.get('unet', network('third', MiB))).rejects.toMatchObject({ code: 'model-closed' });
  });

  it('keeps the names of two models apart, and their budget together', async () => {
    const { network, log, resident } = machine();
    const pool = sessionPool(resident);
    pool.setBudget(100 * MiB);
    const [one, other] = [pool.cache(), pool.cache()];
    await one.get('unet', network('one', 60 * MiB), 60 * MiB);
    await other.get('unet', network('other', 60 * MiB), 60 * MiB);
    expect(log).toEqual(['open one', 'release one', 'open other']);
    expect(pool.open()).toEqual([{ file: 'unet', bytes: 60 * MiB }]);
  });

  it('lets the one go that was used longest ago, and opens it again when it is run', async () => {
    const { network, log, resident } = machine();
    const pool = sessionPool(resident);
    pool.setBudget(100 * MiB);
    const cache = pool.cache();
    const text = await cache.get('text', network('text', 40 * MiB), 40 * MiB);
    const unet = await cache.get('unet', network('unet', 50 * MiB), 50 * MiB);
    await text.run({});
    await cache.get('vae', network('vae', 30 * MiB), 30 * MiB);
    expect(log).toEqual(['open text', 'open unet', 'run text', 'release unet', 'open vae']);
    await unet.run({});
    expect(log.slice(5)).toEqual(['release text', 'open unet', 'run unet']);
  });

  it('never releases one that is running, and opens what does not fit all the same', async () => {
    const { network, log, resident } = machine();
    const pool = sessionPool(resident);
    pool.setBudget(10 * MiB);
    const cache = pool.cache();
    const held = Promise.withResolvers<void>();
    const slow = await cache.get(
      'slow',
      async () => ({ ...(await network('slow', 8 * MiB)()), run: () => held.promise.then(() => ({})) }),
      8 * MiB,
    );
    const running = slow.run({});
    await cache.get('other', network('other', 50 * MiB), 50 * MiB);
    expect(log).toEqual(['open slow', 'open other']);
    held.resolve();
    await running;
    await pool.trim();
    expect(log.slice(2)).toEqual(['release slow', 'release other']);
  });

  it('believes what it measures, when opening and when running, more than an estimate', async () => {
    const { network, resident } = machine();
    const pool = sessionPool(resident);
    const cache = pool.cache();
    const unet = await cache.get('unet', network('unet', 70 * MiB, 100 * MiB), 20 * MiB);
    expect(pool.open()).toEqual([{ file: 'unet', bytes: 70 * MiB }]);
    await unet.run({});
    expect(pool.open()).toEqual([{ file: 'unet', bytes: 170 * MiB }]);
    pool.setBudget(150 * MiB);
    await pool.trim();
    expect(pool.open()).toEqual([]);
  });

  it('says whether the budget holds so much', () => {
    const pool = sessionPool(() => 0);
    expect(pool.cache().holds(Number.MAX_SAFE_INTEGER)).toBe(true);
    pool.setBudget(10);
    expect([pool.cache().holds(10), pool.cache().holds(11)]).toEqual([true, false]);
  });
});
