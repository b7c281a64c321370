/**
 * One dimension of a square QAM: 2^bits equally spaced amplitudes, Gray labelled as 3GPP TS 38.211 section 5.1 does.
 * The label's first bit (its highest place) is the sign, 0 for positive.
 */
export interface Pam {
  readonly bits: number;
  /** Half the distance of neighbouring amplitudes, such that two dimensions have mean power 1. */
  readonly unit: number;
  /** The amplitude of every label. */
  readonly levels: Float64Array;
  /** The labels by rising amplitude: that of (2 i + 1 - 2^bits) units is at i. */
  readonly rising: Uint8Array;
}

/** The dimension that carries `bits` bits: 1 for QPSK, 2 for 16-QAM, 3 for 64-QAM, 4 for 256-QAM. */
export function createPam(bits: number): Pam {
  const size = 2 ** bits;
  const unit = Math.sqrt(1.5 / (4 ** bits - 1));
  const levels = new Float64Array(size);
  const rising = new Uint8Array(size);
  for (let label = 0; label < size; label++) {
    // From the last bit to the first: (1 - 2 b0) [4 - (1 - 2 b1) [2 - (1 - 2 b2)]], and so on.
    let amplitude = 0;
    for (let place = 0; place < bits; place++) {
      const sign = (label >> place) & 1 ? -1 : 1;
      amplitude = sign * (place === 0 ? 1 : 2 ** place - amplitude);
    }
    levels[label] = amplitude * unit;
    rising[(amplitude + size - 1) / 2] = label;
  }
  return { bits, unit, levels, rising };
}

/**
 * Writes the LLRs of one dimension's bits at llr[at], llr[at + stride], ... from its observation `y`, where the noise
 * has variance 1 / (2 snr).
 */
export type PamDemapper = (y: number, snr: number, llr: Float32Array, at: number, stride: number) => void;

/** Two amplitudes, one bit: LLRs are a straight line. */
export function createBinaryDemapper({ levels }: Pam): PamDemapper {
  const slope = 4 * levels[0]!;
  return (y, snr, llr, at) => {
    llr[at] = slope * y * snr;
  };
}
