import { binaryDemapper, type Pam, type PamDemapper } from "./pam.ts";

/**
 * Max-log LLRs: the squared distance to the nearest amplitude with the bit at 1, less that with it at 0, times the SNR.
 *
 * Which amplitudes are the nearest changes only at whole multiples of the unit, and between them the difference of the
 * squares is a straight line: it is read from a table.
 */
export function maxLogDemapper(dimension: Pam): PamDemapper {
  const { bits, unit, levels } = dimension;
  if (bits === 1) return binaryDemapper(dimension);
  const size = levels.length;
  const slopes = new Float64Array(2 * size * bits);
  const offsets = new Float64Array(2 * size * bits);
  for (let piece = 0; piece < 2 * size; piece++) {
    const middle = (piece + 0.5 - size) * unit;
    for (let i = 0; i < bits; i++) {
      const zero = nearestLevel(levels, middle, bits - 1 - i, 0);
      const one = nearestLevel(levels, middle, bits - 1 - i, 1);
      slopes[piece * bits + i] = 2 * (zero - one);
      offsets[piece * bits + i] = one * one - zero * zero;
    }
  }
  return (y, snr, llr, at, stride) => {
    const piece = Math.min(2 * size - 1, Math.max(0, Math.floor(y / unit) + size));
    for (let i = 0; i < bits; i++) {
      llr[at + i * stride] = (slopes[piece * bits + i]! * y + offsets[piece * bits + i]!) * snr;
    }
  };
}

function nearestLevel(levels: Float64Array, y: number, place: number, bit: number): number {
  return levels.reduce(
    (best, level, label) => ((label >> place) & 1) === bit && Math.abs(y - level) < Math.abs(y - best) ? level : best,
    Infinity,
  );
}
