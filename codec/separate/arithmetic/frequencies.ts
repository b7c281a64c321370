import { TOTAL } from "./range_coder.ts";

/**
 * Rounds probabilities to whole frequencies of sum {@linkcode TOTAL}, at least 1 each, so that any symbol can be coded. What
 * rounding down leaves goes to the likeliest. Two ends with the same weights, to the bit, get the same.
 */
export class Frequencies {
  /** [symbols + 1]: the sum of the frequencies of the symbols before each, and {@linkcode TOTAL}. */
  readonly cumulative: Uint32Array;
  readonly #weights: Float64Array;

  /** @param symbols Their number, at least 1 and far below {@linkcode TOTAL}. */
  constructor(symbols: number) {
    this.cumulative = new Uint32Array(symbols + 1);
    this.#weights = new Float64Array(symbols);
  }

  /** Takes log-probabilities, base e: [symbols]. Those that are no number count as impossible. */
  setLogarithms(logProbabilities: Float32Array): Uint32Array {
    for (let i = 0; i < this.#weights.length; i++) {
      const weight = Math.exp(logProbabilities[i]!);
      this.#weights[i] = weight >= 0 && weight < Infinity ? weight : 0;
    }
    return this.set(this.#weights);
  }

  /** Takes weights in proportion to the probabilities, none negative: [symbols]. Where all are 0 the first symbol is likeliest. */
  set(weights: Float64Array): Uint32Array {
    const { cumulative } = this;
    const symbols = weights.length;
    let [sum, best] = [0, 0];
    for (let i = 0; i < symbols; i++) {
      sum += weights[i]!;
      if (weights[i]! > weights[best]!) best = i;
    }
    const shared = sum > 0 ? (TOTAL - symbols) * (1 - 2 ** -40) : 0; // less than all, whatever is rounded up
    if (sum === 0) sum = 1;
    let total = 0;
    for (let i = 0; i < symbols; i++) {
      total += 1 + Math.floor(weights[i]! / sum * shared);
      cumulative[i + 1] = total;
    }
    const rest = TOTAL - total;
    for (let i = best + 1; i <= symbols; i++) cumulative[i]! += rest;
    return cumulative;
  }
}
