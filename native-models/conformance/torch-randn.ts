import { torchCpu } from '../noise/torch-cpu.ts';
import { allOf, compare } from './compare.ts';
import { asFields, asNumber, asNumbers, type CaseRunner } from './case.ts';

const l2 = (x: ArrayLike<number>): number => Math.sqrt(Array.from(x).reduce((sum, value) => sum + value * value, 0));
const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, value) => sum + value, 0) / x.length;

/** One draw of a shape, compared at both ends and by its mean and norm, then five more from the same generator. */
export const runTorchRandn: CaseRunner = async ({ header }, item) => {
  const abs = asNumber(asFields(header['tolerance'], 'tolerance')['abs'], 'tolerance.abs');
  const tolerance = { abs, rel: 0 };
  const shape = asNumbers(item['shape'], 'shape');
  const length = shape.reduce((product, size) => product * size, 1);
  const first = asNumbers(item['first'], 'first');
  const last = asNumbers(item['last'], 'last');
  const generator = torchCpu(asNumber(item['seed'], 'seed'));
  const drawn = generator.randn(length);
  const norm = asNumber(item['l2'], 'l2');
  return allOf([
    compare('first', drawn.subarray(0, first.length), first, tolerance),
    compare('last', drawn.subarray(length - last.length), last, tolerance),
    compare('mean', [mean(drawn)], [asNumber(item['mean'], 'mean')], tolerance),
    compare('l2', [l2(drawn)], [norm], { abs, rel: 1e-6 }),
    compare('then', generator.randn(5), asNumbers(item['then_randn_5'], 'then_randn_5'), tolerance),
  ]);
};
