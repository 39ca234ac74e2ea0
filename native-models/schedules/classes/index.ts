import { DDIMScheduler, DDPMScheduler, LCMScheduler, TCDScheduler } from './alpha-held.ts';
import { DPMSolverMultistepScheduler, DPMSolverSinglestepScheduler } from './dpm.ts';
import { DEISMultistepScheduler, SASolverScheduler, UniPCMultistepScheduler } from './dpm-kin.ts';
import { EDMDPMSolverMultistepScheduler, EDMEulerScheduler } from './edm.ts';
import { FlowMatchEulerDiscreteScheduler, FlowMatchHeunDiscreteScheduler } from './flow-match.ts';
import { CMStochasticIterativeScheduler, IPNDMScheduler, ScoreSdeVeScheduler } from './others.ts';
import { PNDMScheduler } from './pndm.ts';
import * as sigmaHeld from './sigma-held.ts';

/** Every `_class_name` of a `scheduler_config.json` that can be read into parts. */
export const schedulerClasses: Readonly<Record<string, sigmaHeld.SchedulerClass>> = {
  EulerDiscreteScheduler: sigmaHeld.EulerDiscreteScheduler,
  EulerAncestralDiscreteScheduler: sigmaHeld.EulerAncestralDiscreteScheduler,
  HeunDiscreteScheduler: sigmaHeld.HeunDiscreteScheduler,
  LMSDiscreteScheduler: sigmaHeld.LMSDiscreteScheduler,
  KDPM2DiscreteScheduler: sigmaHeld.KDPM2DiscreteScheduler,
  KDPM2AncestralDiscreteScheduler: sigmaHeld.KDPM2AncestralDiscreteScheduler,
  DDIMScheduler,
  DDPMScheduler,
  LCMScheduler,
  TCDScheduler,
  DPMSolverMultistepScheduler,
  DPMSolverSinglestepScheduler,
  DEISMultistepScheduler,
  UniPCMultistepScheduler,
  SASolverScheduler,
  PNDMScheduler,
  IPNDMScheduler,
  CMStochasticIterativeScheduler,
  ScoreSdeVeScheduler,
  EDMEulerScheduler,
  EDMDPMSolverMultistepScheduler,
  FlowMatchEulerDiscreteScheduler,
  FlowMatchHeunDiscreteScheduler,
};
