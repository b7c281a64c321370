import type { GainStatistics } from "../channel.ts";

/** Pilots of a message, with all that is known of them before they are heard. */
export interface KnownPilots {
  /** Their places among all uses of the message, in rising order. */
  readonly positions: Int32Array;
  /** The prior of the gains of all uses of the message. */
  readonly statistics: GainStatistics;
  /** Variance of the noise of one pilot divided by its amplitude: N0 over the pilot's power. */
  readonly noise: number;
}

/** A linear estimate of the gain of one use from the gains that the pilots show. */
export interface Weights {
  /** The weight of each pilot, real and imaginary part in turn. */
  readonly weights: Float64Array;
  /** The mean square error of the estimate. */
  readonly error: number;
}

/**
 * A linear estimator: of some pilots, the weights for any other use of the message. `shown` is what they show, by which an
 * estimator may tell its error, but not its weights.
 */
export type Estimator = (pilots: KnownPilots, shown: Float64Array) => (use: number) => Weights;
