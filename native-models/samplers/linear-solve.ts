/** x with A·x = b, by elimination with row exchange; A is small and square. */
export const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] => {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivot = rows
      .slice(column)
      .reduce((best, row, i) => (Math.abs(row[column]!) > Math.abs(rows[best]![column]!) ? column + i : best), column);
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let r = column + 1; r < size; r++) {
      const factor = rows[r]![column]! / rows[column]![column]!;
      for (let c = column; c <= size; c++) rows[r]![c]! -= factor * rows[column]![c]!;
    }
  }
  const x = Array.from({ length: size }, () => 0);
  for (let r = size - 1; r >= 0; r--) {
    const known = x.reduce((sum, value, c) => (c > r ? sum + rows[r]![c]! * value : sum), 0);
    x[r] = (rows[r]![size]! - known) / rows[r]![r]!;
  }
  return x;
};
