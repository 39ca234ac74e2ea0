import type { EngineRequest } from '../contract/engine.ts';
import { toWish } from './model-wish.ts';
import { assemble } from '../../native-models/pipelines/assemble.ts';
import { PictureError, refusing } from '../../native-models/pipelines/errors.ts';
import { graphOptionsFor, readModel } from '../../native-models/graphs/read-model.ts';
import { planRun } from '../../native-models/schedules/plan-run.ts';
import { readSchedulerConfig } from '../../native-models/schedules/scheduler-config.ts';
import { sentence } from '../../native-models/words/sentence.ts';

type ScheduleRequest = Extract<EngineRequest, { kind: 'schedule' }>;

const ownPiece = (piece: ScheduleRequest['sampler']): ScheduleRequest['sampler'] | null => (piece.id.startsWith('model@') ? null : piece);

/** The σ that a run would go through, decided by the very plan that a run follows. Throws a `PictureError` where the choice is refused. */
export const scheduleOf = async ({ model, steps, strength, sampler, schedule }: ScheduleRequest): Promise<number[]> => {
  const { parts } = assemble(await readModel(toWish(model), graphOptionsFor('cpu')), 'cpu');
  if (parts === null) throw new PictureError('model-incomplete', sentence('schedule.no-model'));
  const { parts: scheduler } = refusing('config-invalid', () => readSchedulerConfig(parts.scheduler));
  const plan = refusing('piece-refused', () =>
    planRun(scheduler, {
      steps,
      strength,
      sampler: ownPiece(sampler),
      schedule: ownPiece(schedule),
      stepOptions: {},
      mu: null,
      imageTokens: null,
    }),
  );
  return [...plan.sigmas];
};
