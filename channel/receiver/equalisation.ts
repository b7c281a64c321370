import { unknownName } from "../../text/suggest.ts";
import type { Estimate } from "./estimate.ts";

/** An equaliser, by the divisor that {@linkcode equalise} has for each use. */
export type Equaliser = "zf" | "mmse" | "matched";

/** The divisor of conj(gain) * received of a use. `power` is |gain|^2, `mean` its mean over the message, for matched. */
const DIVISORS: Readonly<Record<Equaliser, (power: number, disturbance: number, mean: number) => number>> = {
  zf: (power) => power,
  mmse: (power, disturbance) => power + disturbance,
  matched: (_power, _disturbance, mean) => mean,
};

/** The names of all equalisers. */
export const EQUALISERS: readonly string[] = Object.keys(DIVISORS);

/** Finds the equaliser of that name; a UsageError lists the known ones and suggests the nearest. */
export function equaliserNamed(name: string): Equaliser {
  if (Object.hasOwn(DIVISORS, name)) return name as Equaliser;
  throw unknownName("equaliser", name, EQUALISERS);
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
 * @param received The uses as they were heard, real and imaginary part in turn.
 * @param noise N0.
 * @returns y and the effective SNRs; both are 0 where the gain is taken to be 0.
 */
export function equalise(
  received: Float64Array,
  { gains, errors }: Estimate,
  noise: number,
  equaliser: Equaliser,
): Equalised {
  const divisor = DIVISORS[equaliser];
  const mean = equaliser === "matched" ? gains.reduce((sum, part) => sum + part * part, 0) / errors.length : NaN;
  const y = new Float32Array(received.length);
  const snr = new Float32Array(received.length);
  for (let i = 0; i < received.length; i += 2) {
    const a = gains[i]!;
    const b = gains[i + 1]!;
    const power = a * a + b * b;
    if (power === 0) continue;
    const disturbance = errors[i / 2]! + noise;
    const by = divisor(power, disturbance, mean);
    y[i] = (a * received[i]! + b * received[i + 1]!) / by;
    y[i + 1] = (a * received[i + 1]! - b * received[i]!) / by;
    snr[i] = snr[i + 1] = power / disturbance;
  }
  return { y, snr };
}
