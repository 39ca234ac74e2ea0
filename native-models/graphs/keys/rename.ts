/** Two names for the same module: in a file, and in the graph builder. */
export type NamePair = readonly [theirs: string, ours: string];

/** Other way round. */
export const inverse = (pairs: readonly NamePair[]): readonly NamePair[] => pairs.map(([theirs, ours]) => [ours, theirs]);

/**
 * A function that renames a dotted path by its longest known beginning: with the pair `[a.b, x]`, `a.b.c.weight` becomes `x.c.weight`.
 * A path without a known beginning stays as it is.
 */
export const renamer = (pairs: readonly NamePair[]): ((path: string) => string) => {
  const table = new Map(pairs);
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
      const known = table.get(path.slice(0, end));
      if (known !== undefined) return known + path.slice(end);
    }
    return path;
  };
};
