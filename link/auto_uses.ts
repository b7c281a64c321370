import { failureOf, roomForGaussian } from "../channel/finite_blocklength.ts";

/**
 * A spinal code needs so many times the bits that the bound says: its search is not exhaustive, and its tokens are shorter
 * than its message. With 1 instead, 5, 7 and 20 % of messages failed at 10, 6 and 3 dB where 1 % was asked for
 * (docs/spinal.md).
 */
export const MARGIN = 1.15;

/**
 * The least channel uses in which a message of so many bits fails with probability at most `failure`, over AWGN: by the
 * normal approximation for codewords of independent Gaussian symbols.
 * @param snrDb Mean Es/N0 in dB.
 */
export function autoUses(bits: number, snrDb: number, failure: number): number {
  const snr = 10 ** (snrDb / 10);
  const fails = (uses: number) => failureOf(MARGIN * bits, roomForGaussian(uses, snr)) > failure;
  let [low, high] = [0, 1];
  while (fails(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fails(middle)) low = middle;
    else high = middle;
  }
  return high;
}
