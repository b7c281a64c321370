import { gaussianTail } from "./gaussian_tail.ts";

/** What channel uses can carry: sums over the uses, in bits and bits squared. */
export interface Room {
  /** Complex channel uses; of a channel with one real dimension a use, those. */
  readonly uses: number;
  readonly capacity: number;
  /** The variance of the information density. */
  readonly dispersion: number;
}

/**
 * The probability that a message of so many bits fails with the best code, by the normal approximation of Polyanskiy, Poor and
 * Verdú, "Channel coding rate in the finite blocklength regime" (IEEE Trans. Inf. Theory 56(5), 2010, equations 291 and
 * following): bits = C - sqrt(V) Qinv(failure) + log2(n) / 2.
 */
export function failureOf(bits: number, { uses, capacity, dispersion }: Room): number {
  if (dispersion === 0) return Number(bits > capacity);
  return gaussianTail((capacity - bits + Math.log2(uses) / 2) / Math.sqrt(dispersion));
}

/** The room of `uses` uses of a linear Es/N0 for codewords of independent Gaussian symbols. */
export function roomForGaussian(uses: number, snr: number): Room {
  return { uses, capacity: uses * Math.log2(1 + snr), dispersion: uses * 2 * snr / (1 + snr) * Math.LOG2E ** 2 };
}

/**
 * The room for the best code of any kind whose codewords have one power.
 * @param snrs The linear Es/N0 of each real dimension, two of which are a use; 0 where nothing was heard.
 */
export function roomForAny(snrs: ArrayLike<number>): Room {
  let [capacity, dispersion] = [0, 0];
  for (let i = 0; i < snrs.length; i++) {
    const snr = snrs[i]!;
    capacity += Math.log2(1 + snr) / 2;
    dispersion += snr * (snr + 2) / (2 * (snr + 1) ** 2) * Math.LOG2E ** 2;
  }
  return { uses: snrs.length / 2, capacity, dispersion };
}
