import { type OptionSpecs, type OptionsOf, readOptions } from '../../options.ts';
import type { Denoise } from '../../samplers/sampler.ts';
import { placeOf, valueAt } from './curve.ts';
import type { GuidancePiece, GuidanceRun, Method, Point, Predictions, RunFacts } from './guidance.ts';
import { rescaled } from './rescale.ts';
import { sharedOptions } from './shared-options.ts';
import { sentence } from '../../words/sentence.ts';
import { Refusal } from '../../refusal.ts';

type Shared = OptionsOf<typeof sharedOptions>;

/** The denoiser of a method with curve, interval and rescale around it. */
const guided =
  (method: Method, run: GuidanceRun, constant: number, shared: Shared): Denoise =>
  async (x, sigma, signal) => {
    signal.throwIfAborted();
    const steps = run.sigmas.length - 1;
    const place = Math.min(placeOf(run.sigmas, sigma), Math.max(steps - 1, 0));
    const step = Math.floor(place);
    const scale = shared.curve.length === 0 ? constant : valueAt(shared.curve, steps > 1 ? place / (steps - 1) : 0);
    const sigmaNext = run.sigmas.find((entry) => entry < sigma) ?? 0;
    const point: Point = { x, sigma, scale, step, sigmaNext };

    // the highest setting is no limit: a zero terminal SNR starts at a sigma of 2⁶⁰
    const isBelow = sigma <= shared.intervalHigh || shared.intervalHigh === sharedOptions.intervalHigh.max;
    const isInside = sigma > shared.intervalLow && isBelow;
    const names = isInside ? method.needs(point) : (['positive'] as const);
    const found = names.length === 0 ? [] : await run.predict(names, x, sigma, signal);
    if (found.length === 1) return found[0]!;
    const predictions: Predictions = (condition) => {
      const prediction = found[names.indexOf(condition)];
      if (prediction === undefined) throw new Error(`The method did not ask for the ${condition} prediction`);
      return prediction;
    };
    const combined = method.combine(predictions, point);
    if (shared.rescale === 0 || !names.includes('positive')) return combined;
    return rescaled(run, point, combined, predictions('positive'), shared.rescale, shared.rescaleSpace);
  };

type Declared<Specs extends OptionSpecs> = Omit<GuidancePiece, 'create' | 'options'> &
  Readonly<{ options: Specs; open: (options: OptionsOf<Specs>, facts: RunFacts) => Method }>;

/** A method as a table entry: its own options and the shared ones. */
export const guidancePiece = <Specs extends OptionSpecs>({ open, options: own, ...said }: Declared<Specs>): GuidancePiece => ({
  ...said,
  options: { ...own, ...sharedOptions },
  create: ({ scale, options }) => {
    const names = Object.keys(options);
    const ofMethod = readOptions(
      own,
      Object.fromEntries(names.filter((name) => !Object.hasOwn(sharedOptions, name)).map((name) => [name, options[name]!])),
    );
    const shared = readOptions(
      sharedOptions,
      Object.fromEntries(names.filter((name) => Object.hasOwn(sharedOptions, name)).map((name) => [name, options[name]!])),
    );
    if (!Number.isFinite(scale)) throw new Refusal(sentence('guidance.no-number', { scale }));
    return (run) => guided(open(ofMethod, run), run, scale, shared);
  },
});
