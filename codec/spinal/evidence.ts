import type { Observation } from "../codec.ts";
import { SYMBOL_BITS, SYMBOLS } from "./codebook.ts";
import { levelRatios, LEVELS } from "./constellation.ts";

/**
 * What was heard of a frame, as far as symbols are concerned. A unit is a channel use or a bit; a symbol takes
 * `symbolLength` of them.
 */
export interface Evidence {
  /** Units of the frame. */
  readonly length: number;
  readonly symbolLength: number;
  /**
   * log2 of p(heard | symbol) / p(heard) of the `units` units from `at` on, of each symbol: [SYMBOLS]. Where they are fewer
   * than a symbol takes, only its first bits were sent.
   */
  ratios(at: number, units: number): Float32Array;
  /** [length + 1] The most that the ratios of all units before a place can sum to. */
  readonly bounds: Float64Array;
}

/** Reads an observation of channel uses, or of bits. */
export function evidenceOf(observation: Observation): Evidence {
  return observation.type === "uses"
    ? new UseEvidence(observation.y, observation.snr)
    : new BitEvidence(observation.llr);
}

/** Tables that are kept: a search asks for those of a few tokens' places over and over, and then goes on. */
const MAX_KEPT = 1024;

/** Keeps what was computed of late. */
class Kept {
  readonly #tables = new Map<number, Float32Array>();

  get(key: number, compute: () => Float32Array): Float32Array {
    let table = this.#tables.get(key);
    if (table === undefined) {
      if (this.#tables.size >= MAX_KEPT) this.#tables.clear();
      this.#tables.set(key, table = compute());
    }
    return table;
  }
}

/** Of complex uses y = x + noise, each of its own effective Es/N0. */
class UseEvidence implements Evidence {
  readonly symbolLength = 1;
  readonly length: number;
  readonly bounds: Float64Array;
  /** [length, 2, LEVELS] */
  readonly #levels: Float64Array;
  readonly #kept = new Kept();

  constructor(y: Float32Array, snr: Float32Array) {
    this.length = y.length / 2;
    this.bounds = new Float64Array(this.length + 1);
    this.#levels = new Float64Array(y.length * LEVELS);
    for (let use = 0; use < this.length; use++) {
      const [real, imaginary] = this.#levelsOf(use);
      levelRatios(y[2 * use]!, snr[2 * use]!, real);
      levelRatios(y[2 * use + 1]!, snr[2 * use + 1]!, imaginary);
      this.bounds[use + 1] = this.bounds[use]! + Math.max(...real) + Math.max(...imaginary);
    }
  }

  ratios(use: number): Float32Array {
    return this.#kept.get(use, () => {
      const [real, imaginary] = this.#levelsOf(use);
      const ratios = new Float32Array(SYMBOLS);
      for (let symbol = 0; symbol < SYMBOLS; symbol++) {
        ratios[symbol] = real[symbol >> (SYMBOL_BITS / 2)]! + imaginary[symbol & (LEVELS - 1)]!;
      }
      return ratios;
    });
  }

  #levelsOf(use: number): [Float64Array, Float64Array] {
    const [begin, middle, end] = [2 * use, 2 * use + 1, 2 * use + 2].map((at) => at * LEVELS);
    return [this.#levels.subarray(begin, middle), this.#levels.subarray(middle, end)];
  }
}

/** Of bits by their LLRs, positive for 0. */
class BitEvidence implements Evidence {
  readonly symbolLength = SYMBOL_BITS;
  readonly length: number;
  readonly bounds: Float64Array;
  readonly #zero: Float64Array;
  readonly #one: Float64Array;
  readonly #kept = new Kept();

  constructor(llr: Float32Array) {
    this.length = llr.length;
    this.#zero = Float64Array.from(llr, (value) => 1 - softplus(-value) / Math.LN2);
    this.#one = Float64Array.from(llr, (value) => 1 - softplus(value) / Math.LN2);
    this.bounds = new Float64Array(this.length + 1);
    for (let i = 0; i < this.length; i++) {
      this.bounds[i + 1] = this.bounds[i]! + Math.max(this.#zero[i]!, this.#one[i]!);
    }
  }

  ratios(at: number, units: number): Float32Array {
    return this.#kept.get(at * (SYMBOL_BITS + 1) + units, () => {
      const ratios = new Float32Array(SYMBOLS);
      // The bit that is sent first is the highest of the symbol.
      for (let bit = 0; bit < units; bit++) {
        const size = SYMBOLS >> bit;
        for (let begin = 0; begin < SYMBOLS; begin += size) {
          for (let i = begin; i < begin + size / 2; i++) ratios[i]! += this.#zero[at + bit]!;
          for (let i = begin + size / 2; i < begin + size; i++) ratios[i]! += this.#one[at + bit]!;
        }
      }
      return ratios;
    });
  }
}

/** ln(1 + e^x). */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
