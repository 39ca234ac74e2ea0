import type { NewPreset, Preset, PresetField, PresetFields } from '../../../../electron/contract/preset.ts';
import type { Recipe } from '../../../../electron/contract/recipe.ts';

/** Fields that people take or leave together. */
export const presetParts = {
  prompt: ['prompt'],
  negativePrompt: ['negativePrompt'],
  model: ['model'],
  size: ['width', 'height'],
  sampling: ['steps', 'sampler', 'schedule'],
  guidance: ['guidance'],
  loras: ['loras', 'inversions'],
  hires: ['hires', 'tiles'],
  rest: ['promptSyntax', 'noise', 'prior'],
} as const satisfies Readonly<Record<string, readonly PresetField[]>>;
export type PresetPart = keyof typeof presetParts;
export const partNames = Object.keys(presetParts) as PresetPart[];

/** What a new preset holds unless one says otherwise: how a picture is made, not what it shows. */
export const usualParts: readonly PresetPart[] = ['size', 'sampling', 'guidance', 'loras', 'hires', 'rest'];

const pick = (from: PresetFields, names: readonly PresetField[]): PresetFields =>
  Object.fromEntries(Object.entries(from).filter(([name, value]) => names.some((one) => one === name) && value !== undefined));

/** These parts of a recipe or of another preset. */
export const withParts = (from: Recipe | PresetFields, parts: readonly PresetPart[]): PresetFields =>
  pick(
    from,
    parts.flatMap((part) => presetParts[part]),
  );

/** The parts that a preset has anything of. */
export const partsOf = (fields: PresetFields): readonly PresetPart[] =>
  partNames.filter((part) => presetParts[part].some((name) => fields[name] !== undefined));

/** What it is called in a language; most have one name. */
export const nameIn = (language: string, { name, names }: NewPreset): string => names?.[language] ?? name;

/** What others can take of it. */
export const toShare = ({ name, names, fields }: Preset): NewPreset => ({ name, ...(names === undefined ? {} : { names }), fields });
