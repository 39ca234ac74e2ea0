import { DDIMScheduler, LCMScheduler } from './alpha-held.ts';
import { DPMSolverMultistepScheduler } from './dpm.ts';
import { EulerAncestralDiscreteScheduler, EulerDiscreteScheduler, HeunDiscreteScheduler, type SchedulerClass } from './sigma-held.ts';

/** Every `_class_name` of a `scheduler_config.json` that can be read into parts. */
export const schedulerClasses: Readonly<Record<string, SchedulerClass>> = {
  EulerDiscreteScheduler,
  EulerAncestralDiscreteScheduler,
  HeunDiscreteScheduler,
  DDIMScheduler,
  LCMScheduler,
  DPMSolverMultistepScheduler,
};
