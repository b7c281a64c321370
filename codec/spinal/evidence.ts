import type { Observation } from "../codec.ts";
import { type Constellation, type HeardUse, logDensity, SYMBOL_BITS, symbolRatios, SYMBOLS } from "./constellation.ts";

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
   * @param energy Of each unit; bits have 1.
   */
  ratios(at: number, units: number, energy: number): Float32Array;
  /** The most that the ratios of the units from `from` up to `to` can sum to, if each has that energy. */
  most(from: number, to: number, energy: number): number;
}

/**
 * Reads an observation of channel uses, or of bits.
 * @param constellation Of uses.
 */
export function evidenceOf(observation: Observation, constellation: Constellation): Evidence {
  return observation.type === "uses"
    ? new UseEvidence(constellation, observation.y, observation.snr)
    : new BitEvidence(observation.llr);
}

/** Tables that are kept: a search asks for those of a few tokens' places over and over, and then goes on. */
const MAX_KEPT = 2048;

/** Keeps what was computed of late, by a place and a second thing. */
class Kept {
  readonly #tables = new Map<number, Map<number, Float32Array>>();
  #count = 0;

  get(place: number, second: number, compute: () => Float32Array): Float32Array {
    if (this.#count >= MAX_KEPT) {
      this.#tables.clear();
      this.#count = 0;
    }
    let tables = this.#tables.get(place);
    if (tables === undefined) this.#tables.set(place, tables = new Map());
    let table = tables.get(second);
    if (table === undefined) {
      tables.set(second, table = compute());
      this.#count++;
    }
    return table;
  }
}

/** Of complex uses y = x + noise, each of its own effective Es/N0. */
class UseEvidence implements Evidence {
  readonly symbolLength = 1;
  readonly length: number;
  /** By energy: [length + 1], the most that all uses before a place can sum to. */
  readonly #bounds = new Map<number, Float64Array>();
  readonly #kept = new Kept();
  /** [length] The logarithm of each use's density, which is the same for all energies. */
  readonly #densities: Float64Array;

  constructor(
    private readonly constellation: Constellation,
    private readonly y: Float32Array,
    private readonly snr: Float32Array,
  ) {
    this.length = y.length / 2;
    this.#densities = Float64Array.from({ length: this.length }, (_, use) => logDensity(constellation, this.#use(use)));
  }

  #use(use: number): HeardUse {
    return { y: this.y.subarray(2 * use, 2 * use + 2), snr: this.snr.subarray(2 * use, 2 * use + 2) };
  }

  ratios(use: number, _: number, energy: number): Float32Array {
    return this.#kept.get(
      use,
      energy,
      () => symbolRatios(this.constellation, this.#use(use), energy, this.#densities[use]!),
    );
  }

  most(from: number, to: number, energy: number): number {
    let bounds = this.#bounds.get(energy);
    if (bounds === undefined) {
      bounds = new Float64Array(this.length + 1);
      for (let use = 0; use < this.length; use++) {
        bounds[use + 1] = bounds[use]! +
          this.ratios(use, 1, energy).reduce((max, ratio) => Math.max(max, ratio), -Infinity);
      }
      this.#bounds.set(energy, bounds);
    }
    return bounds[to]! - bounds[from]!;
  }
}

/** Of bits by their LLRs, positive for 0. */
class BitEvidence implements Evidence {
  readonly symbolLength = SYMBOL_BITS;
  readonly length: number;
  /** [length + 1] The most that the ratios of all bits before a place can sum to. */
  readonly #bounds: Float64Array;
  readonly #zero: Float64Array;
  readonly #one: Float64Array;
  readonly #kept = new Kept();

  constructor(llr: Float32Array) {
    this.length = llr.length;
    this.#zero = Float64Array.from(llr, (value) => 1 - softplus(-value) / Math.LN2);
    this.#one = Float64Array.from(llr, (value) => 1 - softplus(value) / Math.LN2);
    this.#bounds = new Float64Array(this.length + 1);
    for (let i = 0; i < this.length; i++) {
      this.#bounds[i + 1] = this.#bounds[i]! + Math.max(this.#zero[i]!, this.#one[i]!);
    }
  }

  most(from: number, to: number): number {
    return this.#bounds[to]! - this.#bounds[from]!;
  }

  ratios(at: number, units: number): Float32Array {
    return this.#kept.get(at, units, () => {
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
