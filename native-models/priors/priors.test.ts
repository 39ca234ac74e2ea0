import { describe, expect, it } from 'vitest';
import { torchCpu } from '../noise/torch-cpu.ts';
import { gaussianPrior } from './gaussian.ts';
import { chiSquare, pfgmppPrior, pfgmppPriorFromBeta } from './pfgmpp.ts';

const normals = (seed: number) => {
  const generator = torchCpu(seed);
  return (length: number) => generator.randn(length);
};
const norm = (x: Float64Array) => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));

describe('the PFGM++ prior', () => {
  const unit = normals(1)(64);

  it('is the Gaussian one, bit for bit, for D = ∞, and nearly so for a large D', () => {
    expect(pfgmppPrior(unit, 80, Infinity, normals(2))).toEqual(gaussianPrior(unit, 80));
    const near = pfgmppPrior(unit, 80, 1e8, normals(2));
    expect(Math.abs(norm(near) / norm(gaussianPrior(unit, 80)) - 1)).toBeLessThan(1e-3);
  });

  it('only scales: the direction is the Gaussian’s', () => {
    const x = pfgmppPrior(unit, 80, 16, normals(3));
    const scale = x[0]! / unit[0]!;
    x.forEach((value, i) => expect(value / unit[i]!).toBeCloseTo(scale, 9));
  });

  it.each([1, 3, 64, 2048])('draws χ² with %i degrees of freedom: mean D, variance 2D', (degrees) => {
    const draw = normals(5);
    const values = Array.from({ length: 4000 }, () => chiSquare(degrees, draw));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean / degrees - 1)).toBeLessThan(5 * Math.sqrt(2 / degrees / values.length));
    expect(Math.abs(variance / (2 * degrees) - 1)).toBeLessThan(degrees < 4 ? 0.35 : 0.15);
  });

  it('has the radius of the authors’ draw: R² / (Nσ²) is F(N, D), with mean D/(D − 2)', () => {
    const draw = normals(7);
    const [N, D, sigma] = [16, 64, 3];
    const ratios = Array.from({ length: 4000 }, () => norm(pfgmppPrior(draw(N), sigma, D, draw)) ** 2 / (N * sigma ** 2));
    expect(ratios.reduce((sum, value) => sum + value, 0) / ratios.length).toBeCloseTo(D / (D - 2), 1);
  });

  it('takes a recorded Beta draw as its radius', () => {
    expect(norm(pfgmppPriorFromBeta(unit, 2, 9, 0.5))).toBeCloseTo(2 * 3, 12);
  });
});
