import type { CoordinateEstimates } from "./rate_adapter.ts";

/** Number of coordinates that a token with so many uses sends before they repeat. */
export function countDistinctCoordinates(uses: Int32Array, width: number): Int32Array {
  return uses.map((count) => Math.min(2 * count, width));
}

/**
 * Coordinates to channel uses, for tokens that may have more uses than the adapter has coordinates: those repeat from
 * the first on, so that any budget is filled exactly.
 * @param x The distinct coordinates, token by token.
 * @param uses Channel uses of each token.
 * @param width The most coordinates of a token.
 * @returns Complex uses, real and imaginary part in turn, of mean power 1.
 */
export function repeat(x: Float32Array, uses: Int32Array, width: number): Float32Array {
  if (!isRepeated(uses, width)) return x;
  const air = new Float32Array(2 * uses.reduce((sum, count) => sum + count, 0));
  visit(uses, width, (coordinate, at) => air[at] = x[coordinate]!);
  const power = air.reduce((sum, value) => sum + value * value, 0) / (air.length / 2);
  return air.map((value) => value / Math.sqrt(power));
}

/** The inverse of {@linkcode repeat}: maximum-ratio combining of what was heard of the same coordinate. */
export function combine(heard: CoordinateEstimates, uses: Int32Array, width: number): CoordinateEstimates {
  if (!isRepeated(uses, width)) return heard;
  const length = countDistinctCoordinates(uses, width).reduce((sum, count) => sum + count, 0);
  const y = new Float32Array(length);
  const snr = new Float32Array(length);
  visit(uses, width, (coordinate, at) => {
    y[coordinate]! += heard.y[at]! * heard.snr[at]!;
    snr[coordinate]! += heard.snr[at]!;
  });
  return { y: y.map((sum, i) => snr[i]! > 0 ? sum / snr[i]! : 0), snr };
}

function isRepeated(uses: Int32Array, width: number): boolean {
  return uses.some((count) => 2 * count > width);
}

function visit(uses: Int32Array, width: number, each: (coordinate: number, at: number) => void): void {
  let first = 0;
  let at = 0;
  for (const count of uses) {
    const distinct = Math.min(2 * count, width);
    for (let i = 0; i < 2 * count; i++) each(first + i % distinct, at++);
    first += distinct;
  }
}
