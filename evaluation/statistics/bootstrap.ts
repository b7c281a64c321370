import { Random } from "../../channel/random.ts";

/** An estimate with its 95 % interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Times that a corpus is drawn anew. */
export const RESAMPLES = 1000;

/** The seed of the draws: the same results always have the same intervals. */
const SEED = 0x5e3c0;

/**
 * More rows than this are summed up to blocks of neighbours before they are drawn from, so that an interval takes the same
 * time for any corpus. Blocks of this number say as much of the spread as their rows do.
 */
const MAX_ROWS = 4096;

/**
 * Draws as many rows as there are, with replacement, {@linkcode RESAMPLES} times (Efron, 1979), and hands the sum of each
 * draw to `visit`, which must not keep it.
 * @param rows Row-major; a row a message, with all that was measured of it, so that all of a message stays together.
 */
export function resample(rows: Float64Array, width: number, visit: (sums: Float64Array, draw: number) => void): void {
  const blocks = blocksOf(rows, width);
  const count = blocks.length / width;
  const sums = new Float64Array(width);
  for (let draw = 0; draw < RESAMPLES; draw++) {
    const random = new Random(SEED, draw);
    sums.fill(0);
    for (let i = 0; i < count; i++) {
      const from = Math.floor(random.uint32() / 2 ** 32 * count) * width;
      for (let column = 0; column < width; column++) sums[column]! += blocks[from + column]!;
    }
    visit(sums, draw);
  }
}

/** Sums all rows. */
export function sumOf(rows: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let from = 0; from < rows.length; from += width) {
    for (let column = 0; column < width; column++) sums[column]! += rows[from + column]!;
  }
  return sums;
}

/** Makes a 95 % interval (percentiles) of the resamples' values, around the value of all rows together. */
export function estimateOf(mean: number, values: ArrayLike<number>): Interval {
  const sorted = Float64Array.from(values).sort();
  return {
    mean,
    low: sorted[Math.ceil(0.025 * sorted.length) - 1]!,
    high: sorted[Math.ceil(0.975 * sorted.length) - 1]!,
  };
}

/**
 * The two-sided p-value of a difference being nothing but chance: twice the share of resamples on the other side of 0,
 * itself counted as one of them, so that it is never 0 (Davison and Hinkley, 1997, section 4.2).
 */
export function pValueOf(differences: readonly number[] | Float64Array): number {
  let [above, below] = [0, 0];
  for (const difference of differences) {
    if (difference >= 0) above++;
    if (difference <= 0) below++;
  }
  return Math.min(1, 2 * (Math.min(above, below) + 1) / (differences.length + 1));
}

function blocksOf(rows: Float64Array, width: number): Float64Array {
  const count = rows.length / width;
  if (count <= MAX_ROWS) return rows;
  const size = Math.ceil(count / MAX_ROWS);
  const blocks = new Float64Array(Math.ceil(count / size) * width);
  for (let row = 0; row < count; row++) {
    const to = Math.floor(row / size) * width;
    for (let column = 0; column < width; column++) blocks[to + column]! += rows[row * width + column]!;
  }
  return blocks;
}
