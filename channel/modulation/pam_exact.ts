import { createBinaryDemapper, type Pam, type PamDemapper } from "./pam.ts";

/** Below this, a sum of likelihoods may have lost terms to underflow. */
const FAINT = 1e-280;

/**
 * Exact LLRs: ln of the sum of the likelihoods with the bit at 0, less that with it at 1.
 *
 * The likelihood of a level relative to the nearest one takes no exponential of its own: the exponents' second
 * difference is constant, so from level to level the ratio of likelihoods changes by a constant factor.
 */
export function createExactDemapper(dimension: Pam): PamDemapper {
  const { bits, unit, levels, rising } = dimension;
  if (bits === 1) return createBinaryDemapper(dimension);
  const size = levels.length;
  const likelihood = new Float64Array(size);
  let factorSnr = 0;
  let factor = 1;

  return (y, snr, llr, at, stride) => {
    if (snr !== factorSnr) {
      factorSnr = snr;
      factor = Math.exp(-8 * unit * unit * snr);
    }
    const nearest = Math.min(size - 1, Math.max(0, Math.round((y / unit + size - 1) / 2)));
    const offset = y - (2 * nearest + 1 - size) * unit;
    likelihood[rising[nearest]!] = 1;
    let value = 1;
    let ratio = Math.exp(-4 * unit * (unit - offset) * snr);
    for (let i = nearest + 1; i < size; i++) {
      value *= ratio;
      ratio *= factor;
      likelihood[rising[i]!] = value;
    }
    value = 1;
    ratio = Math.exp(-4 * unit * (unit + offset) * snr);
    for (let i = nearest - 1; i >= 0; i--) {
      value *= ratio;
      ratio *= factor;
      likelihood[rising[i]!] = value;
    }
    for (let place = bits - 1, to = at; place >= 0; place--, to += stride) {
      const step = 1 << place;
      let zero = 0;
      let one = 0;
      for (let start = 0; start < size; start += 2 * step) {
        for (let label = start; label < start + step; label++) {
          zero += likelihood[label]!;
          one += likelihood[label + step]!;
        }
      }
      llr[to] = zero > FAINT && one > FAINT
        ? Math.log(zero / one)
        : logLikelihood(levels, y, snr, place, 0) - logLikelihood(levels, y, snr, place, 1);
    }
  };
}

/** ln of the summed likelihoods of all levels with this bit, however small they are. */
function logLikelihood(levels: Float64Array, y: number, snr: number, place: number, bit: number): number {
  let nearest = Infinity;
  for (let label = 0; label < levels.length; label++) {
    if (((label >> place) & 1) === bit) nearest = Math.min(nearest, (y - levels[label]!) ** 2);
  }
  let sum = 0;
  for (let label = 0; label < levels.length; label++) {
    if (((label >> place) & 1) === bit) sum += Math.exp((nearest - (y - levels[label]!) ** 2) * snr);
  }
  return Math.log(sum) - nearest * snr;
}
