import { unknownName } from "../../text/suggest.ts";
import type { Estimate } from "./estimate.ts";

/** An equaliser, by the divisor that {@linkcode equalise} has for each use. */
export type Equaliser = "zf" | "mmse" | "matched";

/**
 * The divisor of a use's combined branches, sum of conj(gain) * received / disturbance. `power` is the sum of |gain|^2 /
 * disturbance, `mean` its mean over the message, for matched.
 */
const DIVISORS: Readonly<Record<Equaliser, (power: number, mean: number) => number>> = {
  zf: (power) => power,
  mmse: (power) => power + 1,
  matched: (_power, mean) => mean,
};

/** The names of all equalisers. */
export const EQUALISERS: readonly string[] = Object.keys(DIVISORS);

/** Finds the equaliser of that name; a UsageError lists the known ones and suggests the nearest. */
export function equaliserNamed(name: string): Equaliser {
  if (Object.hasOwn(DIVISORS, name)) return name as Equaliser;
  throw unknownName("equaliser", name, EQUALISERS);
}

/** Where there is no noise at all a branch still has a weight that is a number. */
const LEAST_DISTURBANCE = 1e-100;

/** What one antenna heard of a message, real and imaginary part in turn. */
export interface Branch {
  readonly received: Float64Array;
  readonly estimate: Estimate;
}

/** Complex uses as a receiver hands them on. */
export interface Equalised {
  /** The equalised uses, real and imaginary part in turn: x plus noise, and 0 where the use was lost. */
  readonly y: Float32Array;
  /**
   * The effective linear Es/N0 of each real part and each imaginary part: the noise in y has variance 1 / (2 snr) in
   * that dimension. 0 where the use was lost.
   */
  readonly snr: Float32Array;
}

/**
 * Equalises uses r = h x + n of which the receiver takes the gain to be g, with an error h - g of mean square v.
 *
 * Written r = g x + d, the disturbance d = (h - g) x + n has variance v + N0, as x has mean power 1. Every equaliser
 * multiplies a use by a number, which changes x and d alike; so for all of them the signal is |g|^2 / (v + N0) times
 * as strong as the disturbance. That is the effective SNR which the receiver is given. It is exact where the error is
 * independent of the estimate: where the gain is known, for LMMSE estimates of complex normal gains, and for least
 * squares as long as nothing is known of the gain beforehand. (Over a message of one gain the errors are all the same;
 * the receiver takes them, as it takes the noise, for independent.)
 *
 * They differ in the scale of x in y, and y is given to the receiver as it comes:
 *
 * - `zf`, zero forcing: r / g. The scale is 1, as a channel code's demapper and a codec expect; where g is small the
 *   noise is large, (v + N0) / |g|^2, and the effective SNR says so.
 * - `mmse`: conj(g) r / (|g|^2 + v + N0), of all multiples of r the nearest to x, E|y - x|^2 = (v + N0) / (|g|^2 + v +
 *   N0). Its price is a bias: the scale is |g|^2 / (|g|^2 + v + N0), below 1.
 * - `matched`: conj(g) r, over the mean of |g|^2 in the message as a gain control would. The scale is |g|^2 over its
 *   mean: weak uses are weak in y.
 *
 * So where a message has one gain, `matched` gives just what `zf` gives, and `mmse` the same y but for one factor; hard
 * decisions by sign (BPSK, QPSK) are the same whatever the channel. Beyond that a receiver that takes y for x plus
 * noise, as the demappers and a codec trained on zero forcing do, counts weak uses twice as weak, once in y and once in
 * the SNR: that is the price of an equaliser that its receiver does not expect, and no fault of the channel.
 *
 * Several antennas are combined by maximum ratio: each branch is weighed by its conj(g) over its disturbance, which gives an
 * effective SNR of the sum of theirs. (D. G. Brennan, Linear diversity combining techniques, 1959.)
 *
 * @param branches What each antenna heard, and the estimate of its gains.
 * @param noise N0.
 * @returns y and the effective SNRs; both are 0 where every gain is taken to be 0.
 */
export function equalise(branches: readonly Branch[], noise: number, equaliser: Equaliser): Equalised {
  const { length } = branches[0]!.received;
  const combined = new Float64Array(length);
  const powers = new Float64Array(length / 2);
  for (const { received, estimate: { gains, errors } } of branches) {
    for (let i = 0; i < length; i += 2) {
      const a = gains[i]!;
      const b = gains[i + 1]!;
      const disturbance = Math.max(LEAST_DISTURBANCE, errors[i / 2]! + noise);
      powers[i / 2]! += (a * a + b * b) / disturbance;
      combined[i]! += (a * received[i]! + b * received[i + 1]!) / disturbance;
      combined[i + 1]! += (a * received[i + 1]! - b * received[i]!) / disturbance;
    }
  }
  const divisor = DIVISORS[equaliser];
  const mean = powers.reduce((sum, power) => sum + power, 0) / powers.length;
  const y = new Float32Array(length);
  const snr = new Float32Array(length);
  for (let i = 0; i < length; i += 2) {
    const power = powers[i / 2]!;
    if (power === 0) continue;
    const by = divisor(power, mean);
    y[i] = combined[i]! / by;
    y[i + 1] = combined[i + 1]! / by;
    snr[i] = snr[i + 1] = power;
  }
  return { y, snr };
}
