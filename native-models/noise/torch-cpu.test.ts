import { describe, expect, it } from 'vitest';
import { torchCpu } from './torch-cpu.ts';

describe('torch CPU noise', () => {
  it('counts only the seed modulo 2³², as torch does', () => {
    expect(torchCpu(2 ** 32 + 5).randn(20)).toEqual(torchCpu(5).randn(20));
    expect(torchCpu(-1).randn(20)).toEqual(torchCpu(2 ** 32 - 1).randn(20));
  });

  it('draws a tensor, not a stream: two halves are not the whole unless both line up with 16', () => {
    const whole = torchCpu(7).randn(64);
    const aligned = torchCpu(7);
    expect([...aligned.randn(32), ...aligned.randn(32)]).toEqual([...whole]);
    const crooked = torchCpu(7);
    expect([...crooked.randn(20), ...crooked.randn(44)].slice(0, 20)).not.toEqual([...whole.subarray(0, 20)]);
  });

  it('is close to a unit normal', () => {
    const x = torchCpu(3).randn(100_000);
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(x.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / x.length));
  });

  it('has no infinite value where the uniform is 0: r is 0 there', () => {
    for (let seed = 0; seed < 20; seed++) expect(torchCpu(seed).randn(4096).every(Number.isFinite)).toBe(true);
  });
});
