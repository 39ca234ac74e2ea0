import { pndm, type PndmMove } from '../../samplers/pndm.ts';
import type { Levels } from '../levels.ts';
import type { SchedulerClass } from './sigma-held.ts';
import { spacedTimesteps } from '../spacing.ts';
import type { Settings } from '../settings.ts';
import { alphaHeld } from './alpha-held.ts';
import { nearlyNothing, readLevels, readSpacing, tableDefaults } from './table.ts';

const visited = (settings: Settings, levels: Levels, steps: number): readonly number[] => {
  const points = {
    offset: settings.number('steps_offset'),
    spare: 0,
    trained: levels.trained,
    last: levels.trained,
    rounding: 'whole',
  } as const;
  return spacedTimesteps({ ...points, spacing: readSpacing(settings) }, steps);
};

type Calls = Readonly<{ rungeKutta: readonly number[]; multistep: readonly number[] }>;

/** The timesteps of every network call: PLMS names its second twice; the Runge–Kutta start has four calls to each of the first three steps. */
const callsOf = (skipStart: boolean, timesteps: readonly number[], stride: number): Calls => {
  if (skipStart) {
    const [first, ...rest] = timesteps;
    if (first === undefined || rest.length === 0) return { rungeKutta: [], multistep: timesteps };
    return { rungeKutta: [], multistep: [first, rest[0]!, ...rest] };
  }
  const half = Math.floor(stride / 2);
  const ascending = timesteps.slice(0, 4).toReversed();
  const pairs = ascending.flatMap((timestep) => [timestep, timestep + half]);
  const doubled = pairs.slice(0, -1).flatMap((timestep) => [timestep, timestep]);
  return { rungeKutta: doubled.slice(1, -1).toReversed(), multistep: timesteps.slice(3) };
};

const stageKinds = ['rk1', 'rk2', 'rk3', 'rk4'] as const;

/**
 * The reference counts timesteps back by a fixed stride and its calls from the first one made, so that image-to-image, which starts in the middle of
 * the list, redoes a step that was none and starts a Runge–Kutta step at the top of the list.
 */
const movesOf = (calls: Calls, from: number, stride: number, sigmaAt: (timestep: number) => number): readonly PndmMove[] =>
  [...calls.rungeKutta, ...calls.multistep].slice(from).map((timestep, counter): PndmMove => {
    const at = sigmaAt(timestep);
    if (counter < calls.rungeKutta.length) {
      const back = counter % 2 === 0 ? Math.floor(stride / 2) : 0;
      const start = calls.rungeKutta[Math.floor(counter / 4) * 4]!;
      return { kind: stageKinds[counter % 4]!, at, from: sigmaAt(start), to: sigmaAt(timestep - back) };
    }
    if (counter === 1) return { kind: 'again', at, from: sigmaAt(timestep + stride), to: at };
    return { kind: 'multistep', at, from: at, to: sigmaAt(timestep - stride) };
  });

export const PNDMScheduler: SchedulerClass = {
  defaults: {
    ...tableDefaults,
    skip_prk_steps: false,
    set_alpha_to_one: false,
    timestep_spacing: 'leading',
    steps_offset: 0,
    clip_sample: false,
    clip_sample_range: 1,
    thresholding: false,
  },
  read: (settings) => {
    const levels = readLevels(settings, false, nearlyNothing);
    const end = settings.flag('set_alpha_to_one') ? 0 : levels.sigmaMin;
    const sigmaAt = (timestep: number): number => (timestep >= 0 ? levels.sigmaAt(timestep) : end);
    const parts = alphaHeld(
      settings,
      levels,
      ({ steps }) => {
        const timesteps = visited(settings, levels, steps);
        return { timesteps, sigmas: [...timesteps.map(sigmaAt), end] };
      },
      {
        id: 'plms@1',
        coordinates: 'sigma',
        limitsItself: false,
        prepare: (grid, from) => {
          const stride = Math.floor(levels.trained / grid.timesteps.length);
          const calls = callsOf(settings.flag('skip_prk_steps'), grid.timesteps, stride);
          const moves = movesOf(calls, from, stride, sigmaAt);
          return {
            sampler: pndm({ moves, precondition: parts.precondition }),
            sigmas: [...moves.map((move) => move.at), moves.at(-1)?.to ?? end],
            timesteps: [...calls.rungeKutta, ...calls.multistep].slice(from),
          };
        },
      },
    );
    return { ...parts, limit: { kind: 'none' } };
  },
};
