import type { Role } from '../sessions/roles.ts';
import type { Distillation, ModelFamily, Prediction } from './description.ts';
import type { Json } from './model-source.ts';

type Denoiser = Extract<Role, { kind: 'denoiser' }>;

/** Width of SD 2's text encoder (OpenCLIP ViT-H). */
const sd2Context = 1024;

/** The family by the denoiser's ports: SDXL has text_embeds and time_ids (five for its refiner), SD 2 a wider context. */
export const familyOf = ({ textEmbeds, timeIds, context }: Denoiser): ModelFamily => {
  if (textEmbeds !== null && timeIds !== null) return timeIds.shape[1] === 5 ? 'sdxl-refiner' : 'sdxl';
  return context.shape[2] === sd2Context ? 'sd2' : 'sd1';
};

const scheduleOf = (scheduler: Json | null, key: string): string => {
  const value = scheduler?.[key];
  return typeof value === 'string' ? value : '';
};

/** LCM nets have an input of their own or LCM's scheduler; Turbo nets predict ε and are Euler with trailing steps. */
export const distillationOf = (denoiser: Denoiser, scheduler: Json | null): Distillation => {
  const name = scheduleOf(scheduler, '_class_name');
  if (denoiser.timestepCond !== null || name === 'LCMScheduler' || name === 'TCDScheduler') return 'lcm';
  const trailingEuler = name.startsWith('Euler') && scheduleOf(scheduler, 'timestep_spacing') === 'trailing';
  return trailingEuler && predictionOf(scheduler) === 'epsilon' ? 'turbo' : 'none';
};

export const predictionOf = (scheduler: Json | null): Prediction => {
  const named = scheduleOf(scheduler, 'prediction_type');
  if (scheduleOf(scheduler, '_class_name').startsWith('FlowMatch')) return 'flow_prediction';
  return named === 'v_prediction' || named === 'sample' || named === 'flow_prediction' ? named : 'epsilon';
};

/** What the family's models usually say, for folders that bring no scheduler_config.json (OnnxStack, WebNN). A guess, and shown as one. */
export const usualScheduler = (family: ModelFamily, distilled: Distillation): Json => {
  const shared = {
    num_train_timesteps: 1000,
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    prediction_type: 'epsilon',
  };
  if (distilled === 'lcm') return { ...shared, _class_name: 'LCMScheduler', original_inference_steps: 50 };
  if (family === 'sdxl' || family === 'sdxl-refiner') {
    return { ...shared, _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'leading', steps_offset: 1 };
  }
  return { ...shared, _class_name: 'PNDMScheduler', skip_prk_steps: true, set_alpha_to_one: false, steps_offset: 1 };
};

/** The latent's scale where the VAE's config is silent. */
export const usualScaling = (family: ModelFamily): number => (family === 'sdxl' || family === 'sdxl-refiner' ? 0.13025 : 0.18215);
