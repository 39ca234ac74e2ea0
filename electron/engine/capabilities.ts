import type { EngineRequest } from '../contract/engine.ts';
import type { Capabilities, PieceDescriptor } from '../contract/records.ts';
import { PictureError } from '../../native-models/pipelines/errors.ts';
import { engineVersion } from './version.ts';

const piece = (id: string, label: string, explanation: string): PieceDescriptor => ({ id, label, explanation, options: [] });

/** What the models can be told to do. */
export const capabilities = (provider: string): Capabilities => ({
  engine: engineVersion,
  providers: [provider],
  samplers: [
    piece('euler@1', 'Euler', 'One network call a step; the plain first-order method.'),
    piece('euler-ancestral@1', 'Euler a', 'Euler with fresh noise at every step; never settles.'),
    piece('heun@1', 'Heun', 'Two network calls a step, second order.'),
    piece('dpmpp-2m@1', 'DPM++ 2M', 'Second order at one call a step, from the step before.'),
    piece('ddim@1', 'DDIM', 'The deterministic sampler of the first diffusion models.'),
    piece('lcm@1', 'LCM', 'For consistency models: four steps.'),
  ],
  schedules: [
    piece('model@1', 'Of the model', 'What the model was made for.'),
    piece('karras@1', 'Karras', 'Dense at small noise (Karras et al. 2022, ρ = 7).'),
    piece('exponential@1', 'Exponential', 'Even steps in log σ.'),
  ],
  guidance: [piece('cfg@1', 'Classifier-free', 'Away from the negative prompt, towards the prompt.')],
  noise: [piece('torch-cpu@1', 'torch, CPU', 'The same start as torch.Generator("cpu") draws.')],
  priors: [piece('gaussian@1', 'Gaussian', 'Normal noise at the first σ.')],
  promptSyntax: [piece('plain@1', 'Plain', 'The words as they are.')],
});

export const scheduleOf = async (request: Extract<EngineRequest, { kind: 'schedule' }>): Promise<number[]> => {
  throw new PictureError('piece-refused', `The schedule of ${request.schedule.id} cannot be drawn yet.`);
};
