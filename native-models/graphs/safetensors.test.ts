import { expect, test } from 'vitest';
import { duplicateKey } from './json-keys.ts';
import { readSafetensorsHeader, UnsafeTensors } from './safetensors.ts';
import { mt19937 } from '../noise/mt19937.ts';

/** A file of `header` as JSON (or as the very text) and `data` bytes. `reads` is what was asked for. */
const file = (header: unknown, data = 0, claimed?: bigint) => {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
};

/** A source that fails the test when something outside the file is read. */
const guarded = (bytes: Uint8Array) => ({
  size: bytes.length,
  read: (offset: number, length: number) => {
    if (offset < 0 || length < 0 || offset + length > bytes.length) throw new RangeError(`read ${offset}+${length} of ${bytes.length}`);
    return bytes.subarray(offset, offset + length);
  },
});
const read = (bytes: Uint8Array) => readSafetensorsHeader(guarded(bytes));
const tensor = (dtype: string, shape: unknown, ...range: number[]) => ({ dtype, shape, data_offsets: range });
const ascii = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

test('names, types, shapes, places in the file, metadata', () => {
  const bytes = file(
    { __metadata__: { ss_rank: '4' }, a: tensor('F16', [2, 3], 0, 12), s: tensor('F32', [], 12, 16), e: tensor('F8_E4M3', [0], 16, 16) },
    16,
  );
  const { tensors, metadata } = read(bytes);
  expect(tensors.get('a')).toEqual({ type: 'F16', shape: [2, 3], offset: bytes.length - 16, length: 12 });
  expect(tensors.get('s')).toEqual({ type: 'F32', shape: [], offset: bytes.length - 4, length: 4 });
  expect(tensors.get('e')?.length).toBe(0);
  expect(metadata.get('ss_rank')).toBe('4');
});

test.each([0x280, 0x480])('a header of %d bytes, which begins as a pickle does, is read', (length) => {
  const bare = JSON.stringify({ a: tensor('U8', [1], 0, 1) });
  expect(read(file(bare.padEnd(length), 1)).tensors.has('a')).toBe(true);
});

test.each([
  ['an empty file', new Uint8Array(0), 'only 0 byte'],
  ['a header longer than the file', file({}, 0, 1n << 20n), 'is cut short'],
  ['a header longer than any number', file({}, 0, (1n << 64n) - 1n), 'too large'],
  ['no JSON', file('{"a":'), 'damaged'],
  ['no UTF-8', file('{}').with(9, 0xff), 'damaged'],
  ['a list for a header', file('[]'), 'not an object'],
  [
    'a key twice',
    file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0061":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1),
    'twice',
  ],
  ['a field twice', file('{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1), 'twice'],
  ['an unknown type', file({ a: tensor('Q4', [1], 0, 1) }, 1), 'unknown type'],
  ['a type from the prototype', file({ a: tensor('toString', [1], 0, 1) }, 1), 'unknown type'],
  ['a negative size', file({ a: tensor('U8', [-1], 0, 1) }, 1), 'impossible shape'],
  ['a fraction of a size', file({ a: tensor('U8', [1.5], 0, 1) }, 1), 'impossible shape'],
  ['absurd sizes', file({ a: tensor('U8', [2 ** 40, 2 ** 40], 0, 1) }, 1), 'takes'],
  ['sizes whose product overflows', file({ a: tensor('U8', [2 ** 32, 2 ** 32, 0], 0, 1) }, 1), 'takes 0 bytes'],
  ['too many dimensions', file({ a: tensor('U8', Array(99).fill(1), 0, 1) }, 1), 'impossible shape'],
  ['a range backwards', file({ a: tensor('U8', [1], 1, 0) }, 1), 'impossible place'],
  ['a range before the data', file({ a: tensor('U8', [1], -1, 0) }, 1), 'impossible place'],
  ['a range that fits no element', file({ a: tensor('F32', [1], 0, 3) }, 3), 'takes 4 bytes, but has 3'],
  ['a misaligned range', file({ b: tensor('U8', [1], 0, 1), a: tensor('F32', [1], 1, 5) }, 5), 'middle of a number'],
  ['overlapping ranges', file({ a: tensor('U8', [4], 0, 4), b: tensor('U8', [4], 2, 6) }, 6), 'overlaps'],
  ['a gap', file({ a: tensor('U8', [1], 0, 1), b: tensor('U8', [1], 2, 3) }, 3), 'belong to no tensor'],
  ['bytes behind the last tensor', file({ a: tensor('U8', [1], 0, 1) }, 9), 'at the end'],
  ['a download cut short', file({ a: tensor('F16', [100], 0, 200) }, 150), '50 byte of 266 byte are missing'],
  ['a zip pickle', ascii('PK\x03\x04 and so on'), 'pickle'],
  ['a bare pickle', ascii('\x80\x02ccollections\n'), 'pickle'],
  ['a web page', ascii('<!doctype html>'), 'web page'],
  ['a pointer', ascii('version https://git-lfs.github.com/spec/v1'), 'LFS'],
])('%s is refused with the reason', (_, bytes, reason) => {
  expect(() => read(bytes)).toThrow(UnsafeTensors);
  expect(() => read(bytes)).toThrow(reason);
});

test('20,000 damaged headers: each is read or refused, and nothing outside the file is touched', () => {
  const whole = file(
    { __metadata__: { a: 'b' }, x: tensor('F16', [2, 3], 0, 12), y: tensor('F32', [4], 12, 28), z: tensor('BF16', [2], 28, 32) },
    32,
  );
  const random = mt19937(8);
  const below = (n: number) => random.next() % n;
  const outcomes = { read: 0, refused: 0 };
  for (let i = 0; i < 20_000; i++) {
    let bytes = whole.slice();
    for (let edits = 1 + below(3); edits > 0; edits--) {
      const at = below(bytes.length - 32);
      const kind = below(4);
      if (kind === 0) bytes[at] = below(256);
      else if (kind === 1)
        bytes[at] = 48 + below(10); // another digit somewhere
      else if (kind === 2) bytes = bytes.slice(0, Math.max(40, below(bytes.length)));
      else bytes.copyWithin(at, below(bytes.length - 32), below(bytes.length));
    }
    try {
      const { tensors } = read(bytes);
      for (const { offset, length } of tensors.values()) expect(offset + length).toBeLessThanOrEqual(bytes.length);
      outcomes.read++;
    } catch (error) {
      expect(error).toBeInstanceOf(UnsafeTensors);
      outcomes.refused++;
    }
  }
  expect(outcomes.read).toBeGreaterThan(100);
  expect(outcomes.refused).toBeGreaterThan(10_000);
});

test('equal keys in different objects are no duplicates', () => {
  expect(duplicateKey('{"a":{"k":"{\\"k\\":"},"b":{"k":"a"}}')).toBeNull();
  expect(duplicateKey('{"a":{"k":1,"l":[{"k":2}],"k":3}}')).toBe('k');
});
