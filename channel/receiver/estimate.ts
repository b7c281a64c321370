import { leastSquares } from "./least_squares.ts";
import { lmmse } from "./lmmse.ts";
import type { Estimator, KnownPilots } from "./estimator.ts";

/** Estimated gains of uses. */
export interface Estimate {
  /** The gains, real and imaginary part in turn. */
  readonly gains: Float64Array;
  /** The mean square error of each, E|h - gain|^2: 0 where the gain is known. */
  readonly errors: Float64Array;
}

/** Least squares, or linear minimum mean square error. */
export type EstimatorName = "ls" | "lmmse";

/** The estimators by their names. */
export const ESTIMATORS: Readonly<Record<EstimatorName, Estimator>> = { ls: leastSquares, lmmse };

/**
 * Estimates the gains of some uses of a message.
 * @param shown The gain as every pilot shows it, heard over its amplitude: h + n with n of variance `pilots.noise`.
 * @param uses The places of these uses among all uses of the message.
 */
export function estimateGains(
  estimator: Estimator,
  pilots: KnownPilots,
  shown: Float64Array,
  uses: Int32Array,
): Estimate {
  const gains = new Float64Array(2 * uses.length);
  const errors = new Float64Array(uses.length);
  const weightsOf = estimator(pilots, shown);
  const { constant } = pilots.statistics;
  uses.forEach((use, i) => {
    if (constant && i > 0) {
      gains.copyWithin(2 * i, 0, 2);
      errors[i] = errors[0]!;
      return;
    }
    const { weights, error } = weightsOf(use);
    for (let k = 0; k < shown.length; k += 2) {
      gains[2 * i]! += weights[k]! * shown[k]! - weights[k + 1]! * shown[k + 1]!;
      gains[2 * i + 1]! += weights[k]! * shown[k + 1]! + weights[k + 1]! * shown[k]!;
    }
    errors[i] = error;
  });
  return { gains, errors };
}
