import type { Pilots } from "./pilots.ts";

/** What a receiver takes the gains of uses to be. */
export interface Estimate {
  /** The gains, real and imaginary part in turn. */
  readonly gains: Float64Array;
  /** The mean square error of each, E|h - gain|^2: 0 where the gain is known. */
  readonly errors: Float64Array;
}

/** How the gain of one use is estimated from the gains that the pilots show. */
export interface Weights {
  /** What each pilot counts, real and imaginary part in turn. */
  readonly weights: Float64Array;
  /** The mean square error of the estimate. */
  readonly error: number;
}

/** A linear estimator: of some pilots, the weights for any other use of the message. */
export type Estimator = (pilots: Pilots) => (use: number) => Weights;

/**
 * Estimates the gains of some uses of a message.
 * @param shown What every pilot shows: what was heard of it over its amplitude, h + n with n of variance `pilots.noise`.
 * @param uses The places of these uses among all uses of the message.
 */
export function estimateGains(
  estimator: Estimator,
  pilots: Pilots,
  shown: Float64Array,
  uses: Int32Array,
): Estimate {
  const gains = new Float64Array(2 * uses.length);
  const errors = new Float64Array(uses.length);
  const weightsOf = estimator(pilots);
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
