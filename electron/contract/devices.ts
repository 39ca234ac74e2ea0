import { Words } from './words.ts';
import { z } from 'zod';
import { testedParts } from '../../native-models/self-test/parts.ts';
import { providers } from '../../native-models/sessions/providers.ts';

/** Execution providers by onnxruntime's names: what can compute a picture. */
export const ProviderId = z.enum(providers);
export type ProviderId = z.output<typeof ProviderId>;

/** How graphs are written for a provider: with its fused operators or in standard ONNX. */
export const GraphTarget = z.enum(['cpu', 'gpu', 'portable']);
export type GraphTarget = z.output<typeof GraphTarget>;

/** What a provider may have wrong while all else is right. */
export const TestedPart = z.enum(testedParts);
export type TestedPart = z.output<typeof TestedPart>;

/** What a small network gave on a provider; the numbers are as in `native-models/self-test`. */
export const SelfTestReport = z.strictObject({
  verdict: z.enum(['passed', 'wrong', 'slow', 'unavailable']),
  target: GraphTarget,
  difference: z.number().nullable(),
  fusedDifference: z.number().nullable(),
  milliseconds: z.number().nullable(),
  processor: z.number().nullable(),
  detail: z.string().nullable(),
  /** Models that need what is not right here run elsewhere. */
  parts: z
    .array(z.strictObject({ part: TestedPart, verdict: z.enum(['right', 'wrong', 'unavailable']), difference: z.number().nullable() }))
    .default([]),
});
export type SelfTestReport = z.output<typeof SelfTestReport>;

/** The report of a test, or how its process ended: `hung` gave no answer in time, `crashed` died. */
export const DeviceTest = z.strictObject({
  ...SelfTestReport.shape,
  verdict: z.enum([...SelfTestReport.shape.verdict.options, 'hung', 'crashed']),
  at: z.number(),
  /** Milliseconds that it had. */
  limit: z.number(),
});
export type DeviceTest = z.output<typeof DeviceTest>;

/** How long a step of a picture took lately: the median, in milliseconds. */
export const StepTime = z.strictObject({ milliseconds: z.number(), model: z.string(), width: z.int(), height: z.int(), at: z.number() });
export type StepTime = z.output<typeof StepTime>;

/**
 * Why a device that was asked for did not compute a picture: it is not there; what its self-test found; it refuses the model; in a picture its numbers
 * went infinite, it gave up, or it took the process with it.
 */
export const FallBack = z.strictObject({
  from: ProviderId,
  why: z.enum(['absent', 'wrong', 'slow', 'unavailable', 'hung', 'crashed', 'refused', 'not-finite', 'failed', 'died']),
  /** What the engine said. */
  detail: Words.nullable(),
});
export type FallBack = z.output<typeof FallBack>;

/** A model that a device failed at in a picture, while another made it: it runs elsewhere until the driver changes or somebody lets it try again. */
export const Trouble = z.strictObject({
  model: z.strictObject({ id: z.string(), name: z.string() }),
  ...FallBack.pick({ why: true, detail: true }).shape,
  at: z.number(),
});
export type Trouble = z.output<typeof Trouble>;

export const Device = z.strictObject({
  id: ProviderId,
  /** `absent`: this build of onnxruntime, or this system, has no such thing. */
  state: z.enum(['untested', 'testing', 'tested', 'absent']),
  test: DeviceTest.nullable(),
  troubles: z.array(Trouble),
  lastStep: StepTime.nullable(),
});
export type Device = z.output<typeof Device>;

/** Memory of the engine process, in bytes. */
export const MemoryUse = z.strictObject({
  resident: z.number(),
  /** What it had before the first network was open. */
  base: z.number(),
  /** Open networks, by file, with what they are reckoned to hold. */
  open: z.array(z.strictObject({ file: z.string(), bytes: z.number() })),
});
export type MemoryUse = z.output<typeof MemoryUse>;

export const Devices = z.strictObject({
  /** In the order in which they are tried. */
  devices: z.array(Device),
  /** What the engine computes on now, or did last; null before the first picture. */
  current: ProviderId.nullable(),
  /** Why it is not the one that was asked for, or that comes first; empty where it is. */
  fellBack: z.array(FallBack),
  machine: z.strictObject({ processor: z.string(), cores: z.int(), memory: z.number(), onnxruntime: z.string() }),
  memory: z.strictObject({ budget: z.number(), auto: z.number(), use: MemoryUse.nullable() }),
  /** A command that brings the CUDA provider, where there is a card and no provider. */
  install: z.string().nullable(),
});
export type Devices = z.output<typeof Devices>;
