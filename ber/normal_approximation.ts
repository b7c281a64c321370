import { failureOf } from "../channel/finite_blocklength.ts";

/**
 * Capacity and dispersion of the real Gaussian channel with two equally likely inputs (BPSK, and each dimension of
 * QPSK), in bits and bits squared per use. `snr` is linear: squared amplitude over noise variance, so Es/N0 for QPSK and
 * 2 Es/N0 for BPSK.
 *
 * The information density of a use is 1 - log2(1 + exp(-L)), where the LLR L of the sent bit is normal with mean 2 snr
 * and variance 4 snr. Its mean and its variance come from the trapezoidal rule, which for smooth functions times a
 * Gaussian is exact to the last few digits. `loss` is 1 - capacity, kept apart because it may be tiny.
 */
export function describeBinaryInput(snr: number): { capacity: number; loss: number; dispersion: number } {
  const deviation = 2 * Math.sqrt(snr);
  let mean = 0;
  let square = 0;
  for (let z = -REACH; z <= REACH; z += STEP) {
    const weight = Math.exp(-z * z / 2) * STEP / Math.sqrt(2 * Math.PI);
    const lost = softplus(-2 * snr - deviation * z) / Math.LN2;
    mean += weight * lost;
    square += weight * lost * lost;
  }
  return { capacity: 1 - mean, loss: mean, dispersion: square - mean * mean };
}

const REACH = 10;
const STEP = 1 / 32;

/** ln(1 + e^x), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * True if the normal approximation says anything of a block: a code is more than its information bits, and a block of
 * fewer than log2 n of them is out of the approximation's own order of terms. Its authors vouch for n of 100 and more.
 */
export function normalApproximationApplies(k: number, n: number): boolean {
  return k < n && k >= Math.log2(n);
}

/**
 * The block error rate that the best code of k information and n coded bits has about, by the normal approximation of
 * Polyanskiy, Poor and Verdú (channel/finite_blocklength.ts).
 *
 * C and V are those of the binary-input Gaussian channel and not of Shannon's Gaussian input, because BPSK and QPSK are
 * what is sent. At the same Eb/N0 both are the same channel.
 *
 * @example
 * ```ts
 * import { normalApproximation } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const bler = normalApproximation(64, 128, 3);
 * assert.ok(bler > 1e-6 && bler < 1e-1);
 * ```
 * @param ebN0Db Energy per information bit over N0, in dB; the noise variance is N0/2 per real dimension.
 */
export function normalApproximation(k: number, n: number, ebN0Db: number): number {
  const { loss, dispersion } = describeBinaryInput(2 * (k / n) * 10 ** (ebN0Db / 10));
  // Both counted from n bits on, so that a tiny loss keeps its digits.
  return failureOf(k - n, { uses: n, capacity: -n * loss, dispersion: n * dispersion });
}

/**
 * The Eb/N0 in dB at which {@linkcode normalApproximation} is `bler`: what a measured curve's distance is taken from.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.ok(Math.abs(normalApproximation(64, 128, normalApproximationEbN0(64, 128, 1e-3)) - 1e-3) < 1e-8);
 * ```
 * @param bler Above 0 and below 1.
 */
export function normalApproximationEbN0(k: number, n: number, bler: number): number {
  let [low, high] = [-20, 40];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (normalApproximation(k, n, middle) > bler) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
