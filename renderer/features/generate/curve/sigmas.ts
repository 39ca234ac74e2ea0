/** A schedule as it is drawn: σ falls from one place to the next, the last may be 0. Nothing here changes what it is given. */
export type Sigmas = readonly number[];

/** So many places can be taken hold of at most; what lies between two of them follows. */
const mostHandles = 24;

/** Places that can be dragged: every one, or evenly some; never a last 0. */
export const handlesOf = (sigmas: Sigmas): readonly number[] => {
  const last = sigmas.findLastIndex((sigma) => sigma > 0);
  if (last < 0) return [];
  if (last < mostHandles) return Array.from({ length: last + 1 }, (_, i) => i);
  return Array.from({ length: mostHandles }, (_, i) => Math.round((i * last) / (mostHandles - 1)));
};

/** The range in which a σ may be moved and the list still falls; at the ends there is room of a factor of ten. */
export const roomOf = (sigmas: Sigmas, handles: readonly number[], at: number): readonly [low: number, high: number] => {
  const place = handles.indexOf(at);
  const value = sigmas[at]!;
  const above = handles[place - 1];
  const below = handles[place + 1];
  return [below === undefined ? value / 10 : sigmas[below]!, above === undefined ? value * 10 : sigmas[above]!];
};

/** The list with the σ at a handle moved to `target`; places up to the next handles follow in proportion, in log σ. Falls wherever it fell before. */
export const moved = (sigmas: Sigmas, handles: readonly number[], at: number, target: number): number[] => {
  const [low, high] = roomOf(sigmas, handles, at);
  const shift = Math.log(Math.min(high, Math.max(low, target)) / sigmas[at]!);
  const place = handles.indexOf(at);
  const [before, after] = [handles[place - 1] ?? at, handles[place + 1] ?? at];
  const share = (i: number): number => {
    if (i === at) return 1;
    if (i > before && i < at) return (i - before) / (at - before);
    return i > at && i < after ? (after - i) / (after - at) : 0;
  };
  let ceiling = Infinity;
  return sigmas.map((sigma, i) => {
    ceiling = Math.min(ceiling, sigma * Math.exp(shift * share(i)));
    return ceiling;
  });
};

/** Lowest and highest σ above 0 of several lists. */
export const rangeOf = (lists: readonly Sigmas[]): readonly [low: number, high: number] => {
  const all = lists.flat().filter((sigma) => sigma > 0);
  if (all.length === 0) return [0.01, 1];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return low === high ? [low / 2, high * 2] : [low, high];
};

/** The σ whose steps are taken where `strength` is below 1: how many of the first are left out (diffusers' `get_timesteps`). */
export const skippedBy = (steps: number, strength: number | null): number =>
  strength === null ? 0 : Math.max(steps - Math.min(Math.trunc(steps * strength), steps), 0);
