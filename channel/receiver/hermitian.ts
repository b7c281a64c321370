/**
 * Solves A z = b for a Hermitian positive definite A and as many b as there are, by one Cholesky decomposition A = L L^H.
 * @param size Rows of A.
 * @param entry Real and imaginary part of an entry of A; only those on and below the diagonal are asked for.
 * @returns z of b, each as real and imaginary parts in turn.
 */
export function hermitianSolver(
  size: number,
  entry: (row: number, column: number) => readonly [real: number, imaginary: number],
): (b: Float64Array) => Float64Array {
  const rows: Float64Array[] = [];
  for (let row = 0; row < size; row++) {
    const values = new Float64Array(2 * row + 2);
    rows.push(values);
    for (let column = 0; column <= row; column++) {
      const [real, imaginary] = entry(row, column);
      values[2 * column] = real;
      values[2 * column + 1] = imaginary;
      const above = rows[column]!;
      subtractProducts(values, 2 * column, values, above, 2 * column);
      if (column < row) divide(values, 2 * column, above[2 * column]!);
      else {
        values[2 * row] = Math.sqrt(values[2 * row]!);
        values[2 * row + 1] = 0;
      }
    }
  }
  return (b) => {
    const z = b.slice();
    // L w = b, then L^H z = w, both in place.
    for (let row = 0; row < size; row++) {
      const values = rows[row]!;
      for (let i = 0; i < 2 * row; i += 2) {
        z[2 * row]! -= values[i]! * z[i]! - values[i + 1]! * z[i + 1]!;
        z[2 * row + 1]! -= values[i]! * z[i + 1]! + values[i + 1]! * z[i]!;
      }
      divide(z, 2 * row, values[2 * row]!);
    }
    for (let row = size - 1; row >= 0; row--) {
      const values = rows[row]!;
      divide(z, 2 * row, values[2 * row]!);
      const [real, imaginary] = [z[2 * row]!, z[2 * row + 1]!];
      for (let i = 0; i < 2 * row; i += 2) {
        z[i]! -= values[i]! * real + values[i + 1]! * imaginary;
        z[i + 1]! -= values[i]! * imaginary - values[i + 1]! * real;
      }
    }
    return z;
  };
}

/** Subtracts from target[at] the sum of left[i] conj(right[i]) over the first `count / 2` complex numbers. */
function subtractProducts(
  target: Float64Array,
  at: number,
  left: Float64Array,
  right: Float64Array,
  count: number,
): void {
  for (let i = 0; i < count; i += 2) {
    target[at]! -= left[i]! * right[i]! + left[i + 1]! * right[i + 1]!;
    target[at + 1]! -= left[i + 1]! * right[i]! - left[i]! * right[i + 1]!;
  }
}

function divide(values: Float64Array, at: number, by: number): void {
  values[at]! /= by;
  values[at + 1]! /= by;
}
