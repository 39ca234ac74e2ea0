const multiplyA = 0x931e8875;
const multiplyB = 0x58f38ded;

const wordsOf = (value: number): readonly number[] => (value < 2 ** 32 ? [value] : [value >>> 0, Math.floor(value / 2 ** 32)]);

const mix = (x: number, y: number): number => {
  const value = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
  return value ^ (value >>> 16);
};

/**
 * The first 32-bit word of `numpy.random.SeedSequence(entropy, spawn_key=spawnKey, pool_size=poolSize).generate_state(n)`.
 * Entropy and key entries are non-negative safe integers. After O'Neill's seed_seq alternative (2015), as numpy's `bit_generator.pyx` has it.
 */
export const firstSeed = (entropy: number, spawnKey: readonly number[], poolSize: number): number => {
  const own = wordsOf(entropy);
  const padding = spawnKey.length > 0 ? Array.from<number>({ length: Math.max(0, poolSize - own.length) }).fill(0) : [];
  const words = [...own, ...padding, ...spawnKey.flatMap(wordsOf)];

  let hash = 0x43b0d7e5;
  const hashMix = (word: number): number => {
    const mixed = word ^ hash;
    hash = Math.imul(hash, multiplyA);
    const value = Math.imul(mixed, hash);
    return value ^ (value >>> 16);
  };
  const pool = Int32Array.from({ length: poolSize }, (_, i) => hashMix(words[i] ?? 0));
  for (let from = 0; from < poolSize; from++) {
    for (let to = 0; to < poolSize; to++) if (from !== to) pool[to] = mix(pool[to]!, hashMix(pool[from]!));
  }
  for (const word of words.slice(poolSize)) {
    for (let to = 0; to < poolSize; to++) pool[to] = mix(pool[to]!, hashMix(word));
  }

  const seedHash = 0x8b51f9dd;
  const value = Math.imul(pool[0]! ^ seedHash, Math.imul(seedHash, multiplyB));
  return (value ^ (value >>> 16)) >>> 0;
};
