import type { Trace } from '../contract/records.ts';
import type { Picture, PictureEvent } from '../../native-models/pipelines/index.ts';
import { joinPictures } from './pictures.ts';

type Step = Extract<PictureEvent, { kind: 'step' }>;

/** What is known of a step without its picture. */
export type StepNumbers = Omit<Trace['steps'][number], 'cell'>;

/** Writes down what the steps of one run do. */
export type TraceRecorder = Readonly<{
  note: (step: Step) => void;
  /** What has been noted so far. */
  steps: () => readonly StepNumbers[];
  /** A preview that was made anyway. */
  seen: (index: number, picture: Picture) => void;
  /** Decodes more of the predicted pictures, for `budget` milliseconds at most, and puts all of them side by side as a WebP file. */
  finish: (result: Picture, budget: number) => Promise<Readonly<{ trace: Trace; strip: Buffer }>>;
}>;

/** Pixels of a cell's longer side, and how many cells there are at most beside the last: a strip of a hundred kilobytes. */
const side = 96;
const mostCells = 32;

/** Of so many steps those that get a cell, evenly, the last among them. */
const chosen = (index: number, count: number): boolean =>
  index === count - 1 || Math.floor((index * mostCells) / count) !== Math.floor(((index - 1) * mostCells) / count);

/** The whole from coarse to fine: 0, the middle, the quarters …, so that wherever it stops the strip is even. */
export const coarseToFine = (count: number): number[] => {
  const order = new Set<number>();
  for (let parts = 1; order.size < count; parts *= 2) {
    for (let i = 0; i < parts; i++) order.add(Math.floor((i * count) / parts));
  }
  return [...order];
};

/** `begun` are the steps of a run that goes on. */
export const createTrace = (clock: () => number = () => performance.now(), begun: readonly StepNumbers[] = []): TraceRecorder => {
  const steps = [...begun];
  const waiting = new Map<number, Step['preview']>();
  const pictures = new Map<number, Picture>();
  return {
    note: ({ index, count, sigma, sigmaNext, change, preview }) => {
      steps[index] = { sigma, sigmaNext, change };
      if (chosen(index, count)) waiting.set(index, preview);
    },
    steps: () => [...steps],
    seen: (index, picture) => {
      if (!waiting.delete(index)) return;
      pictures.set(index, picture);
    },
    finish: async (result, budget) => {
      const last = steps.length - 1;
      // after the last step the prediction is the picture
      waiting.delete(last);
      pictures.set(last, result);
      const until = clock() + budget;
      const left = [...waiting];
      for (const place of coarseToFine(left.length)) {
        if (clock() >= until) break;
        const [index, preview] = left[place]!;
        pictures.set(index, await preview());
      }
      const cells = [...pictures.keys()].toSorted((a, b) => a - b);
      const { strip, width, height } = await joinPictures(
        cells.map((index) => pictures.get(index)!),
        side,
      );
      const cellOf = new Map(cells.map((index, cell) => [index, cell]));
      return {
        strip,
        trace: { steps: steps.map((step, index) => ({ ...step, cell: cellOf.get(index) ?? null })), cells: cells.length, width, height },
      };
    },
  };
};
