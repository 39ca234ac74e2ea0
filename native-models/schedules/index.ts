import type { Piece } from '../pipelines/types.ts';
import { between, type Schedule, type ScheduleEntry, scheduleOf } from './entry.ts';
import { exponential } from './exponential.ts';
import { karras } from './karras.ts';
import { spacedTimesteps } from './spacing.ts';

const rho = (value: number, explanation: string) =>
  ({ kind: 'number', label: 'Rho', explanation, min: 0.1, max: 20, step: 0.1, default: value }) as const;

const entries: readonly ScheduleEntry[] = [
  scheduleOf({
    id: 'spaced@1',
    label: "Model's timesteps",
    explanation: 'Steps evenly over the timesteps that the model was trained on.',
    options: {
      spacing: {
        kind: 'choice',
        label: 'Spacing',
        explanation: 'Leading stops short of pure noise, trailing starts from it, linspace holds both ends.',
        choices: ['leading', 'linspace', 'trailing'],
        default: 'trailing',
      },
    },
    create:
      ({ spacing }) =>
      ({ levels, steps }) => {
        const points = { offset: 1, spare: 0, trained: levels.trained, last: levels.trained, rounding: 'none' } as const;
        return [...spacedTimesteps({ ...points, spacing }, steps).map(levels.sigmaAt), 0];
      },
  }),
  scheduleOf({
    id: 'karras@1',
    label: 'Karras',
    explanation: 'Small steps at low noise, where detail is decided.',
    options: { rho: rho(7, 'How strongly steps gather at low noise.') },
    create: (options) => between((count, low, high) => karras(count, low, high, options.rho)),
  }),
  scheduleOf({
    id: 'exponential@1',
    label: 'Exponential',
    explanation: 'Every step divides the noise by the same number.',
    options: {},
    create: () => between(exponential),
  }),
];

/** The one table of schedules. */
export const schedules: readonly ScheduleEntry[] = entries;

const byId = new Map(entries.map((entry) => [entry.id, entry]));

export const scheduleEntry = (id: string): ScheduleEntry => {
  const entry = byId.get(id);
  if (entry === undefined) throw new RangeError(`There is no schedule ${id}`);
  return entry;
};

export const createSchedule = ({ id, options }: Piece): Schedule => scheduleEntry(id).create(options);
