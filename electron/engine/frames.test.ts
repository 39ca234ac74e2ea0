import { describe, expect, it } from 'vitest';
import { FrameError, createFrameReader, encodeFrame, frameLimits } from './frames.ts';

const bytesOf = (header: unknown, body?: Uint8Array): Buffer => Buffer.concat(encodeFrame(header, body));

describe('frames', () => {
  it('come back whole when they arrive byte by byte', () => {
    const read = createFrameReader();
    const sent = Buffer.concat([bytesOf({ kind: 'a', text: 'déjà 日本' }, Buffer.from([1, 2, 3])), bytesOf(null), bytesOf([1])]);
    const got = [...sent].flatMap((byte) => read(Buffer.from([byte])));
    expect(got.map((frame) => frame.header)).toEqual([{ kind: 'a', text: 'déjà 日本' }, null, [1]]);
    expect(got.map((frame) => [...frame.body])).toEqual([[1, 2, 3], [], []]);
  });

  it('come back whole when several arrive in one chunk with a piece of the next', () => {
    const read = createFrameReader();
    const last = bytesOf({ n: 3 }, Buffer.alloc(1000, 7));
    const first = read(Buffer.concat([bytesOf({ n: 1 }), bytesOf({ n: 2 }, Buffer.from([9])), last.subarray(0, 40)]));
    expect(first.map((frame) => frame.header)).toEqual([{ n: 1 }, { n: 2 }]);
    const second = read(last.subarray(40));
    expect(second).toHaveLength(1);
    expect(second[0]?.body.equals(Buffer.alloc(1000, 7))).toBe(true);
  });

  it('are refused at the first wrong byte: a stray print, a huge length, a header that is not JSON', () => {
    expect(() => createFrameReader()(Buffer.from('loading model…\n'))).toThrow(FrameError);
    const huge = Buffer.from(bytesOf({}));
    huge.writeUInt32LE(frameLimits.body + 1, 8);
    expect(() => createFrameReader()(huge)).toThrow(/over the limit/);
    const broken = Buffer.from(bytesOf({ a: 1 }));
    broken.write('x', 12);
    expect(() => createFrameReader()(broken)).toThrow(/not JSON/);
  });

  it('over the limit are not written either', () => {
    expect(() => encodeFrame({ text: 'x'.repeat(frameLimits.header) })).toThrow(FrameError);
  });
});
