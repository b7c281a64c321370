import { gaussianTail } from "../channel/gaussian_tail.ts";

/**
 * A spinal code needs so many times the bits that the bound says: its search is not exhaustive, and its tokens are shorter
 * than its message. With 1 instead, 5, 7 and 20 % of messages failed at 10, 6 and 3 dB where 1 % was asked for
 * (docs/spinal.md).
 */
export const MARGIN = 1.15;

/**
 * The least channel uses in which a message of so many bits fails with probability at most `failure`, over AWGN: by the
 * normal approximation of Polyanskiy, Poor and Verdú (IEEE Trans. Inf. Theory 56(5), 2010), bits = n C - sqrt(n V) Qinv(failure) +
 * log2(n) / 2, for codewords of independent Gaussian symbols, of which the capacity is C = log2(1 + snr) and the variance
 * of the information density V = 2 snr / (1 + snr) log2(e)^2, in bits and bits squared a complex use.
 * @param snrDb Mean Es/N0 in dB.
 */
export function autoUses(bits: number, snrDb: number, failure: number): number {
  const snr = 10 ** (snrDb / 10);
  const capacity = Math.log2(1 + snr);
  const dispersion = 2 * snr / (1 + snr) * Math.LOG2E ** 2;
  const needed = MARGIN * bits;
  const fails = (uses: number) =>
    gaussianTail((uses * capacity - needed + Math.log2(uses) / 2) / Math.sqrt(uses * dispersion)) > failure;
  let [low, high] = [0, 1];
  while (fails(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fails(middle)) low = middle;
    else high = middle;
  }
  return high;
}
