/** t′ = s·t/(1 + (s − 1)·t): more of the run at high noise, for large pictures (Esser et al., 2024, eq. 23). e^μ is the shift of a dynamic μ. */
export const timeShift = (t: number, shift: number): number => (shift * t) / (1 + (shift - 1) * t);
