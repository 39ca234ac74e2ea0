import type { KnownFields } from '../../contract/origin.ts';
import { limits, Recipe } from '../../contract/recipe.ts';

const side = (pixels: number): number => Math.min(limits.side, Math.max(16, Math.round(pixels / limits.sideStep) * limits.sideStep));
const unknown = { id: 'unknown@1', options: {} };

/** A recipe for lists and search where a file tells only a part: what it does not say has the smallest value that there may be. */
export const standInFor = (fields: KnownFields, { width, height }: Readonly<{ width: number; height: number }>): Recipe =>
  Recipe.parse({
    version: 1,
    prompt: (fields.prompt ?? '').slice(0, limits.prompt),
    negativePrompt: (fields.negativePrompt ?? '').slice(0, limits.prompt),
    promptSyntax: fields.promptSyntax ?? unknown,
    model: { id: 'unknown', name: fields.model?.name ?? '', hash: fields.model?.hash ?? null },
    width: side(fields.width ?? width),
    height: side(fields.height ?? height),
    seed: fields.seed ?? 0,
    noise: fields.noise ?? unknown,
    prior: unknown,
    steps: fields.steps ?? 1,
    sampler: fields.sampler ?? unknown,
    schedule: fields.schedule ?? unknown,
    guidance: { id: 'unknown@1', options: {}, scale: fields.guidance ?? 0 },
    source: null,
    hires: fields.hires,
    made: null,
  });
