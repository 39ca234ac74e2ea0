import type { Plan } from '../schedules/plan.ts';
import { pairProblem } from '../schedules/pair-problem.ts';
import { planRun } from '../schedules/plan-run.ts';
import { readSchedulerConfig } from '../schedules/scheduler-config.ts';
import type { StepOptions } from '../schedules/parts.ts';
import { PictureError, refusing } from './errors.ts';
import type { Model } from './model.ts';
import type { Piece, PictureRequest } from './types.ts';
import { type Words, sentence } from '../words/sentence.ts';

/** What differs between the passes of one picture. */
export type PassSettings = Readonly<{ steps: number; strength: number | null }>;
export type Planner = Readonly<{ planFor: (model: Model, pass: PassSettings) => Plan }>;

/** The model's own sampler or schedule goes by this name. */
const isOwn = ({ id }: Piece): boolean => id.startsWith('model@');

/** Options of the model's own sampler are what the reference's pipelines pass to every step (η, churn). */
const stepOptionsOf = (sampler: Piece): StepOptions =>
  isOwn(sampler)
    ? Object.fromEntries(
        Object.entries(sampler.options).filter((entry): entry is [string, number | boolean] =>
          ['number', 'boolean'].includes(typeof entry[1]),
        ),
      )
    : {};

/** A prior of finitely many extra dimensions has no stochastic samplers. */
const checkPrior = (prior: Piece, { samplerId }: Plan): void => {
  const problem = prior.id.startsWith('pfgmpp@') ? pairProblem(samplerId, null, 'pfgmpp') : null;
  if (problem !== null) throw new PictureError('piece-refused', problem);
};

/** Plans the passes of a request. What the configuration and the plans have to say to the user is added to `warnings`, once. */
export const plannerFor = ({ sampler, schedule, source, prior }: PictureRequest, warnings: Words[]): Planner => {
  const say = (texts: readonly Words[]): void => {
    for (const text of texts) if (!warnings.includes(text)) warnings.push(text);
  };
  return {
    planFor: (model, { steps, strength }) => {
      const read = refusing('config-invalid', () => readSchedulerConfig(model.parts.scheduler));
      say(read.warnings);
      // a whole LCM model starts lower and keeps its steps; cut from the top, few would be left
      const startsLower = model.parts.denoiser.role.timestepCond !== null && isOwn(schedule) && source?.mask == null && strength !== null;
      const plan = refusing('piece-refused', () =>
        planRun(read.parts, {
          steps,
          strength: startsLower ? null : strength,
          ...(startsLower ? { taught: strength } : {}),
          sampler: isOwn(sampler) ? null : sampler,
          schedule: isOwn(schedule) ? null : schedule,
          stepOptions: stepOptionsOf(sampler),
          mu: null,
          imageTokens: null,
        }),
      );
      checkPrior(prior, plan);
      if (plan.sigmas.length < 2) {
        throw new PictureError('source-invalid', sentence('steps.none-left', { strength: strength ?? 1, steps }));
      }
      return plan;
    },
  };
};
