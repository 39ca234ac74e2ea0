/** Rows that are multiplied together: every value of the vector is loaded once for them, a quarter less time than row by row. */
export const rowsTogether = 4;

/**
 * Dot products of the rows `from` to `to` of a matrix with a vector, into the first places of `sums`. `matrix`: rows of `vector.length` bytes, one behind the other, with
 * room for a multiple of `rowsTogether`; what is in the room behind `to` is not looked at by the caller. Sums wrap at 32 bits.
 */
export const dotProducts = (matrix: Int8Array, vector: Int32Array, from: number, to: number, sums: Int32Array): void => {
  const width = vector.length;
  for (let row = from; row < to; row += rowsTogether) {
    const [first, second, third, fourth] = [row * width, (row + 1) * width, (row + 2) * width, (row + 3) * width];
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < width; i += 1) {
      const value = vector[i]!;
      a = (a + Math.imul(matrix[first + i]!, value)) | 0;
      b = (b + Math.imul(matrix[second + i]!, value)) | 0;
      c = (c + Math.imul(matrix[third + i]!, value)) | 0;
      d = (d + Math.imul(matrix[fourth + i]!, value)) | 0;
    }
    const at = row - from;
    sums[at] = a;
    sums[at + 1] = b;
    sums[at + 2] = c;
    sums[at + 3] = d;
  }
};
