/**
 * Lays rows of different lengths side by side: `width` values a row, what a row lacks filled up.
 * The result is row-major, of the type that `create` makes.
 */
export function padRows<T extends Float32Array | Int32Array>(
  rows: readonly ArrayLike<number>[],
  width: number,
  fill: number,
  create: new (length: number) => T,
): T {
  const flat = new create(rows.length * width).fill(fill) as T;
  rows.forEach((row, i) => flat.set(row, i * width));
  return flat;
}

/** Parts one behind the other, of the type that `create` makes. */
export function concatenate<T extends Float32Array | Int32Array | Uint8Array>(
  parts: readonly T[],
  create: new (length: number) => T,
): T {
  const whole = new create(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** 1 where a row has a token and 0 where it is padding. */
export function maskOf(lengths: readonly number[], width: number): Float32Array {
  const mask = new Float32Array(lengths.length * width);
  lengths.forEach((length, i) => mask.fill(1, i * width, i * width + length));
  return mask;
}
