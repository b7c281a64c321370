import { SYMBOL_BITS } from "./codebook.ts";

/** Levels of a real dimension. The upper half of a symbol's bits is the real part's level, the lower half the imaginary part's. */
export const LEVELS = 2 ** (SYMBOL_BITS / 2);

/** Amplitudes are multiples of this, so that they are the same on machines whose exponential functions differ. */
const GRAIN = 2 ** -20;

/**
 * The amplitudes of the levels: the middles of equally likely parts of a normal distribution, scaled to mean power 1/2, so
 * that the mean power of a use is 1 with all symbols equally likely. A use carries nearly what Gaussian symbols would:
 * 1.581 bits of 1.583 at 3 dB, 4.05 of 4.07 at 12 dB, 6.54 of 6.66 at 20 dB.
 */
export const AMPLITUDES: Float64Array = (() => {
  const quantiles = Float64Array.from({ length: LEVELS }, (_, i) => normalQuantile((i + 0.5) / LEVELS));
  const power = quantiles.reduce((sum, x) => sum + x * x, 0) / LEVELS;
  return quantiles.map((x) => Math.round(x / Math.sqrt(2 * power) / GRAIN) * GRAIN);
})();

/** Writes the complex use of a symbol, its real and its imaginary part, whose mean power is to be `energy`. */
export function modulate(symbol: number, energy: number, x: Float32Array, use: number): void {
  const amplitude = Math.sqrt(energy);
  x[2 * use] = amplitude * AMPLITUDES[symbol >> (SYMBOL_BITS / 2)]!;
  x[2 * use + 1] = amplitude * AMPLITUDES[symbol & (LEVELS - 1)]!;
}

/**
 * What one real dimension says of each level, in bits: log2 of p(y | amplitude) / p(y), where p(y) is that of a use of energy 1
 * with all amplitudes equally likely.
 * @param energy Of the use, if the level is its own.
 * @param snr Effective Es/N0 of the use, linear: the noise of y has variance 1 / (2 snr).
 * @param ratios [LEVELS] They are written here.
 */
export function levelRatios(y: number, energy: number, snr: number, ratios: Float64Array): void {
  const amplitude = Math.sqrt(energy);
  let min = Infinity;
  for (let i = 0; i < LEVELS; i++) {
    const distance = (y - AMPLITUDES[i]!) ** 2 * snr;
    ratios[i] = distance;
    if (distance < min) min = distance;
  }
  let sum = 0;
  for (let i = 0; i < LEVELS; i++) sum += Math.exp(min - ratios[i]!);
  const mean = Math.log(sum / LEVELS) - min;
  for (let i = 0; i < LEVELS; i++) {
    ratios[i] = (-((y - amplitude * AMPLITUDES[i]!) ** 2) * snr - mean) / Math.LN2;
  }
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
