/** Bits of a symbol. */
export const SYMBOL_BITS = 10;

/** The number of different symbols. */
export const SYMBOLS = 2 ** SYMBOL_BITS;

/** Values of either half of a symbol's bits. */
export const LEVELS = 2 ** (SYMBOL_BITS / 2);

/**
 * The complex uses that symbols stand for: [2 SYMBOLS], the real and the imaginary part of each in turn. The mean power of all
 * is 1.
 */
export type Constellation = Float64Array;

/**
 * Nearly Gaussian uses. The upper half of a symbol's bits is the level of the real part, the lower half that of the imaginary
 * part: the middles of equally likely parts of a normal distribution. A use carries 1.581 bits of 1.583 at 3 dB, 4.05 of
 * 4.07 at 12 dB, 6.54 of 6.66 at 20 dB.
 */
export const GAUSSIAN: Constellation = (() => {
  const quantiles = Float64Array.from({ length: LEVELS }, (_, i) => normalQuantile((i + 0.5) / LEVELS));
  const power = quantiles.reduce((sum, x) => sum + x * x, 0) / LEVELS;
  const amplitudes = quantiles.map((x) => x / Math.sqrt(2 * power));
  return constellationOf((symbol) => [amplitudes[symbol >> (SYMBOL_BITS / 2)]!, amplitudes[symbol & (LEVELS - 1)]!]);
})();

/**
 * Phases alone. A use carries a little less than a Gaussian one and varies much less in how much that is: 0.99 bits with a
 * standard deviation of 1.18 in place of 1.00 with 1.42 at 0 dB, 1.50 with 1.17 in place of 1.59 with 1.61 at 3 dB. A
 * search by hypotheses loses the right one where for a while it looks worse than others, and so it loses it less often.
 */
export const PHASES: Constellation = constellationOf((symbol) => {
  const phase = 2 * Math.PI * symbol / SYMBOLS;
  return [Math.cos(phase), Math.sin(phase)];
});

/** Above this mean Es/N0, in dB, the energy of a use is worth its while (docs/spinal.md). */
const PHASES_SNR_DB = 4;

/** The constellation that does best at a mean Es/N0. */
export function constellationAt(snrDb: number): Constellation {
  return snrDb <= PHASES_SNR_DB ? PHASES : GAUSSIAN;
}

/** Rounds points to multiples of 2^-20, so that they are the same on machines whose mathematical functions differ. */
function constellationOf(point: (symbol: number) => readonly [number, number]): Constellation {
  return Float64Array.from({ length: 2 * SYMBOLS }, (_, i) => Math.round(point(i >> 1)[i & 1]! * 2 ** 20) / 2 ** 20);
}

/** Writes the complex use of a symbol, its real and its imaginary part, whose mean power is to be `energy`. */
export function modulate(
  points: Constellation,
  symbol: number,
  energy: number,
  x: Float32Array,
  use: number,
): void {
  const amplitude = Math.sqrt(energy);
  x[2 * use] = amplitude * points[2 * symbol]!;
  x[2 * use + 1] = amplitude * points[2 * symbol + 1]!;
}

/** A complex use as it was heard. */
export interface HeardUse {
  /** Its real and imaginary part. */
  readonly y: ArrayLike<number>;
  /** Effective Es/N0 of either, linear: the noise of a part has variance 1 / (2 snr). */
  readonly snr: ArrayLike<number>;
}

/** ln p(y) of a use of energy 1 with all symbols equally likely, but for a constant that {@linkcode symbolRatios} leaves out too. */
export function logDensity(points: Constellation, heard: HeardUse): number {
  const all = distances(points, heard, 1);
  const least = all.reduce((min, distance) => Math.min(min, distance));
  return Math.log(all.reduce((sum, distance) => sum + Math.exp(least - distance), 0) / SYMBOLS) - least;
}

/**
 * What a complex use says of each symbol, in bits: log2 of p(y | symbol) / p(y).
 * @param energy Of the use, if the symbol is its own.
 * @param density Its {@linkcode logDensity}.
 * @returns [SYMBOLS]
 */
export function symbolRatios(points: Constellation, heard: HeardUse, energy: number, density: number): Float32Array {
  const ratios = new Float32Array(distances(points, heard, energy));
  for (let symbol = 0; symbol < SYMBOLS; symbol++) ratios[symbol] = (-ratios[symbol]! - density) / Math.LN2;
  return ratios;
}

/** The distance of a use from each symbol of an energy, squared and over the variance of the noise: -ln p(y | symbol) but for a constant. */
function distances(points: Constellation, { y, snr }: HeardUse, energy: number): Float64Array {
  const amplitude = Math.sqrt(energy);
  const all = new Float64Array(SYMBOLS);
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    const [real, imaginary] = [amplitude * points[2 * symbol]!, amplitude * points[2 * symbol + 1]!];
    all[symbol] = (y[0]! - real) ** 2 * snr[0]! + (y[1]! - imaginary) ** 2 * snr[1]!;
  }
  return all;
}

/** The x below which a standard normal variable is with that probability: by bisection of its distribution function. */
function normalQuantile(probability: number): number {
  let [low, high] = [-10, 10];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < probability) low = middle;
    else high = middle;
  }
  return low;
}

/** The standard normal distribution function, by its series about 0. */
function normalDistribution(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 500; n++) sum += term *= x * x / (2 * n + 1);
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}
