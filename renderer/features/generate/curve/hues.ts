/** Degrees on the colour wheel, far apart and far from the line of the form and that of guidance. */
const hues = [165, 330, 205, 15, 120, 60];

/** The colour of the schedule that was chosen as the n-th to compare with, from 0. */
export const hueOf = (place: number): number => hues[place % hues.length] ?? 0;
