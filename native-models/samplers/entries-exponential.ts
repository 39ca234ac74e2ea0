import { deis } from './deis.ts';
import { dpmAdaptive } from './dpm-adaptive.ts';
import { dpmFast } from './dpm-fast.ts';
import { dpmSolverMultistep } from './dpm-solver-multistep.ts';
import { dpmSolverSinglestep } from './dpm-solver-singlestep.ts';
import { dpmpp2sAncestral } from './dpmpp-2s-ancestral.ts';
import { dpmppSde } from './dpmpp-sde.ts';
import { type SamplerEntry, samplerOf } from './entry.ts';
import * as specs from './option-specs.ts';
import { saSolver } from './sa-solver.ts';
import { unipc } from './unipc.ts';

const twoOrThree = (order: number): 2 | 3 => (order >= 3 ? 3 : 2);
const upToThree = (order: number): 1 | 2 | 3 => (order >= 3 ? 3 : order >= 2 ? 2 : 1);

/** Samplers that step in ln σ and solve the linear part exactly. */
export const exponentialSamplers: readonly SamplerEntry[] = [
  samplerOf({
    id: 'dpmpp-2m@1',
    label: 'DPM++ 2M',
    explanation: 'Second order from the last two predictions at one network call a step: the usual best choice, with Karras.',
    order: 2,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: {},
    create: () => dpmSolverMultistep(),
  }),
  samplerOf({
    id: 'dpmpp-2m-sde@1',
    label: 'DPM++ 2M SDE',
    explanation: 'DPM++ 2M with fresh noise at every step: more detail, with the Exponential or Karras schedule.',
    order: 2,
    callsPerStep: 1,
    stochastic: true,
    coordinates: 'sigma',
    options: { eta: specs.eta(1), sNoise: specs.sNoise, secondOrder: specs.secondOrder },
    create: dpmSolverMultistep,
  }),
  samplerOf({
    id: 'dpmpp-3m-sde@1',
    label: 'DPM++ 3M SDE',
    explanation: 'Third order with fresh noise at every step: smooth detail from about 20 steps on.',
    order: 2,
    callsPerStep: 1,
    stochastic: true,
    coordinates: 'sigma',
    options: { eta: specs.eta(1), sNoise: specs.sNoise },
    create: (options) => dpmSolverMultistep({ ...options, order: 3, secondOrder: 'heun' }),
  }),
  samplerOf({
    id: 'dpm-multistep@1',
    label: 'DPM-Solver multistep',
    explanation: 'The whole family of DPM-Solver multistep methods with every switch.',
    order: 3,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: {
      order: specs.order(3, 3),
      thirdOrder: specs.thirdOrder,
      form: specs.dpmForm,
      secondOrder: specs.secondOrder,
      eta: specs.eta(0),
      sNoise: specs.sNoise,
      lowerOrderFinal: specs.lowerOrderFinal,
    },
    create: ({ order, thirdOrder, ...options }) =>
      dpmSolverMultistep({ ...options, order: upToThree(order), bend: thirdOrder === 'exact' ? 2 : 1 }),
  }),
  samplerOf({
    id: 'dpm-singlestep@1',
    label: 'DPM-Solver singlestep',
    explanation: 'Spends two or three network calls on one large step of second or third order.',
    order: 3,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: { order: specs.order(3, 2), form: specs.dpmForm, secondOrder: specs.secondOrder, lowerOrderFinal: specs.lowerOrderFinal },
    create: ({ order, ...options }) => dpmSolverSinglestep({ ...options, order: upToThree(order) }),
  }),
  samplerOf({
    id: 'dpmpp-sde@1',
    label: 'DPM++ SDE',
    explanation: 'Two network calls and two draws of noise a step: rich detail in few steps.',
    order: 2,
    callsPerStep: 2,
    stochastic: true,
    coordinates: 'sigma',
    options: { eta: specs.eta(1), sNoise: specs.sNoise, r: specs.middle },
    create: dpmppSde,
  }),
  samplerOf({
    id: 'dpmpp-2s-ancestral@1',
    label: 'DPM++ 2S a',
    explanation: 'A second-order step down and noise back up: lively pictures, two network calls a step.',
    order: 2,
    callsPerStep: 2,
    stochastic: true,
    coordinates: 'sigma',
    options: specs.ancestralSpecs,
    create: dpmpp2sAncestral,
  }),
  samplerOf({
    id: 'unipc@1',
    label: 'UniPC',
    explanation: 'Predicts, then corrects the step before at no extra network call: best at twelve steps and fewer.',
    order: 3,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: { order: specs.order(4, 3), variant: specs.unipcVariant, form: specs.dpmForm, lowerOrderFinal: specs.lowerOrderFinal },
    create: unipc,
  }),
  samplerOf({
    id: 'deis@1',
    label: 'DEIS',
    explanation: 'Extends the curve of the last noise predictions in ln σ: third order at one network call a step.',
    order: 3,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: { order: specs.order(4, 3), lowerOrderFinal: specs.lowerOrderFinal },
    create: deis,
  }),
  samplerOf({
    id: 'sa-solver@1',
    label: 'SA-Solver',
    explanation: 'Stochastic Adams steps with a corrector: noise and order together.',
    order: 2,
    callsPerStep: 1,
    stochastic: true,
    coordinates: 'sigma',
    options: { predictorOrder: specs.order(4, 2), correctorOrder: specs.order(4, 2), form: specs.dpmForm, tau: specs.tau },
    create: ({ tau, ...options }) => saSolver({ ...options, tau: () => tau }),
  }),
  samplerOf({
    id: 'dpm-fast@1',
    label: 'DPM fast',
    explanation: 'Spends the steps as calls of third-order steps, even in ln σ; takes only the ends of the schedule.',
    order: 3,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: { eta: specs.eta(0), sNoise: specs.sNoise },
    create: dpmFast,
  }),
  samplerOf({
    id: 'dpm-adaptive@1',
    label: 'DPM adaptive',
    explanation: 'Chooses its own steps until the error is small enough; takes only the ends of the schedule.',
    order: 3,
    callsPerStep: 3,
    stochastic: false,
    coordinates: 'sigma',
    options: specs.adaptiveSpecs,
    create: ({ order, ...options }) => dpmAdaptive({ ...options, order: twoOrThree(order) }),
  }),
];
