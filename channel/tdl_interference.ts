/** A path of a tapped delay line. */
export interface Path {
  /** Over the duration of an OFDM symbol without its prefix. */
  readonly delay: number;
  readonly power: number;
  /** The part of a symbol that it comes behind the cyclic prefix: its first so many samples are the symbol's before. */
  readonly late: number;
}

/** A late path of one message, with its gain in each OFDM symbol, or one for all, real and imaginary part in turn. */
export interface LatePath extends Path {
  readonly gains: Float64Array;
}

/**
 * The mean power a subcarrier of what late paths do, of uses of mean power 1. A path of power p that comes f of a symbol behind the
 * prefix leaves p (1 - f)^2 to its gain; the symbol before puts p f in the place of the first samples, and a symbol cut off
 * there puts p f (1 - f) on its own other subcarriers.
 */
export function powerOfInterference(paths: readonly Path[]): number {
  return paths.reduce((sum, { power, late }) => sum + power * late * (2 - late), 0);
}

/**
 * What is heard on every subcarrier besides its own gain times its use, because paths come behind the cyclic prefix: from
 * the symbol before and, as the symbol's own beginning is missing, from its other subcarriers. Computed sample by sample, for
 * what the uses really are.
 * @param x All uses: use i is on subcarrier i mod N of symbol i div N. Nothing was sent before the first symbol.
 * @param prefix The cyclic prefix over the rest of a symbol.
 */
export function interfere(
  x: Float64Array,
  paths: readonly LatePath[],
  subcarriers: number,
  prefix: number,
): Float64Array {
  const heard = new Float64Array(x.length);
  const N = subcarriers;
  for (let from = 0, symbol = 0; from < x.length; from += 2 * N, symbol++) {
    const current = x.subarray(from, from + 2 * N);
    const previous = x.subarray(Math.max(0, from - 2 * N), from);
    for (const { delay, power, late, gains } of paths) {
      const at = gains.length > 2 ? 2 * symbol : 0;
      const amplitude = Math.sqrt(power);
      const [real, imaginary] = [amplitude * gains[at]!, amplitude * gains[at + 1]!];
      for (let n = 0; n < Math.round(late * N); n++) {
        // In place of the current symbol's sample the previous one's: N and a prefix later in it.
        const [a, b] = sampleOf(current, n / N - delay, N);
        const [c, d] = sampleOf(previous, n / N - delay + prefix, N);
        const [e, f] = [c - a, d - b];
        const [g, h] = [(real * e - imaginary * f) / Math.sqrt(N), (real * f + imaginary * e) / Math.sqrt(N)];
        for (let k = 0; k < current.length / 2; k++) {
          const angle = -2 * Math.PI * k * n / N;
          const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
          heard[from + 2 * k]! += g * cosine - h * sine;
          heard[from + 2 * k + 1]! += g * sine + h * cosine;
        }
      }
      // What is missing of the subcarrier itself is no interference: its gain has been made smaller.
      for (let k = 0; k < current.length / 2; k++) {
        const angle = -2 * Math.PI * k * delay;
        const [cosine, sine] = [late * Math.cos(angle), late * Math.sin(angle)];
        const [g, h] = [real * cosine - imaginary * sine, real * sine + imaginary * cosine];
        heard[from + 2 * k]! += g * current[2 * k]! - h * current[2 * k + 1]!;
        heard[from + 2 * k + 1]! += g * current[2 * k + 1]! + h * current[2 * k]!;
      }
    }
  }
  return heard;
}

/** A sample of a symbol, continued in turns, at a time in symbols: the inverse Fourier transform of its uses, of their power. */
function sampleOf(uses: Float64Array, time: number, subcarriers: number): readonly [real: number, imaginary: number] {
  let [real, imaginary] = [0, 0];
  for (let k = 0; k < uses.length / 2; k++) {
    const angle = 2 * Math.PI * k * time;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    real += uses[2 * k]! * cosine - uses[2 * k + 1]! * sine;
    imaginary += uses[2 * k]! * sine + uses[2 * k + 1]! * cosine;
  }
  return [real / Math.sqrt(subcarriers), imaginary / Math.sqrt(subcarriers)];
}
