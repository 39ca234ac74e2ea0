import type { Model } from '../../../electron/contract/records.ts';

export type Preset = Readonly<{ shape: 'square' | 'landscape' | 'portrait'; width: number; height: number }>;

const shapeOf = (width: number, height: number): Preset['shape'] =>
  width === height ? 'square' : width > height ? 'landscape' : 'portrait';

/** The sizes a model can make; for a free one, three shapes of about its own area. */
export const presetsOf = ({ sizes, defaults }: Model): readonly Preset[] => {
  if (sizes.kind === 'fixed') return sizes.list.map(([width, height]) => ({ shape: shapeOf(width, height), width, height }));
  const fit = (side: number) => Math.min(sizes.max, Math.max(sizes.min, Math.round(side / sizes.multiple) * sizes.multiple));
  const side = Math.sqrt(defaults.width * defaults.height);
  const [long, short] = [fit(side * Math.sqrt(1.5)), fit(side / Math.sqrt(1.5))];
  const all: readonly Preset[] = [
    { shape: 'square', width: fit(side), height: fit(side) },
    { shape: 'landscape', width: long, height: short },
    { shape: 'portrait', width: short, height: long },
  ];
  return all.filter(({ shape, width, height }) => shapeOf(width, height) === shape);
};
