/** A point of the guidance curve: `at` from 0 (first step) to 1 (last). */
export type GuidancePoint = Readonly<{ at: number; value: number }>;

export const mostGuidance = 100;
const hundredth = (value: number): number => Math.round(value * 100) / 100;

/** The option `curve` of a guidance method as points; without a curve, the scale from end to end. */
export const pointsOf = (curve: unknown, scale: number): readonly GuidancePoint[] => {
  const numbers = Array.isArray(curve) ? curve.filter((value) => typeof value === 'number') : [];
  if (numbers.length < 2) {
    return [
      { at: 0, value: scale },
      { at: 1, value: scale },
    ];
  }
  return Array.from({ length: Math.floor(numbers.length / 2) }, (_, i) => ({ at: numbers[2 * i]!, value: numbers[2 * i + 1]! }));
};

/** Points as the option takes them; a level line is no curve. */
export const curveOf = (points: readonly GuidancePoint[]): number[] =>
  points.flatMap(({ at, value }) => [Math.round(at * 10_000) / 10_000, hundredth(value)]);

/** Straight between the points, level before the first and after the last. */
export const guidanceAt = (points: readonly GuidancePoint[], at: number): number => {
  const after = points.findIndex((point) => point.at >= at);
  if (after < 0) return points.at(-1)?.value ?? 1;
  const [to, from] = [points[after]!, points[after - 1]];
  if (from === undefined || to.at === from.at) return to.value;
  return from.value + ((at - from.at) / (to.at - from.at)) * (to.value - from.value);
};

/** Moves one point; it stays between its neighbours, and the ends stay at the ends. */
export const movedPoint = (points: readonly GuidancePoint[], index: number, to: GuidancePoint): readonly GuidancePoint[] => {
  const gap = 0.001;
  const [before, after] = [points[index - 1], points[index + 1]];
  const at = before === undefined || after === undefined ? points[index]!.at : Math.min(after.at - gap, Math.max(before.at + gap, to.at));
  const value = hundredth(Math.min(mostGuidance, Math.max(0, to.value)));
  return points.with(index, { at, value });
};

/** A new point on the line, in the middle of the longest stretch or at `at`. */
export const withPoint = (points: readonly GuidancePoint[], at: number | null): readonly GuidancePoint[] => {
  const gaps = points.slice(1).map((point, i) => point.at - points[i]!.at);
  const widest = gaps.indexOf(Math.max(...gaps));
  const place = at ?? (points[widest]!.at + points[widest + 1]!.at) / 2;
  if (points.some((point) => Math.abs(point.at - place) < 0.01)) return points;
  return [...points, { at: place, value: hundredth(guidanceAt(points, place)) }].toSorted((a, b) => a.at - b.at);
};

/** Without one point; the ends stay. */
export const withoutPoint = (points: readonly GuidancePoint[], index: number): readonly GuidancePoint[] =>
  index === 0 || index === points.length - 1 ? points : points.toSpliced(index, 1);
