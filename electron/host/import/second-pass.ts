import { limits, type Recipe } from '../../contract/recipe.ts';

type Hires = NonNullable<Recipe['hires']>;

const whole = (side: number): number => Math.floor(side / limits.sideStep) * limits.sideStep;

/** A second pass as a recipe has it: its sides as multiples of eight. Null where a number of it is none. */
export const secondPass = ({ width, height, ...rest }: Hires): Hires | null => {
  const pass = { width: whole(width), height: whole(height), ...rest };
  return Number.isFinite(pass.width * pass.height * pass.strength * pass.steps) ? pass : null;
};
