/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna, 2018), seeded through SplitMix32.
 * A stream belongs to (seed, index): the same pair gives the same numbers whatever else has been drawn.
 *
 * @example
 * ```ts
 * import { Random } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const draw = (index: number) => Array.from({ length: 3 }, ((random) => () => random.normal())(new Random(7, index)));
 * assert.deepEqual(draw(1), draw(1));
 * assert.notDeepEqual(draw(1), draw(2));
 * ```
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare = 0;
  #hasSpare = false;

  constructor(seed: number, index = 0) {
    let state = 0;
    const split = () => {
      state = (state + 0x9e3779b9) | 0;
      let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    for (const word of [seed, seed / 2 ** 32, index, index / 2 ** 32]) state = (split() ^ word) | 0;
    this.#a = split();
    this.#b = split();
    this.#c = split();
    this.#d = split() | 1;
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return result;
  }

  /** Uniform on (0, 1): never exactly 0, so that its logarithm is finite. */
  uniform(): number {
    return (this.uint32() + 0.5) / 2 ** 32;
  }

  /** Normal with mean 0 and variance 1 (Marsaglia's polar method). */
  normal(): number {
    if (this.#hasSpare) {
      this.#hasSpare = false;
      return this.#spare;
    }
    let u, v, s;
    do {
      u = 2 * this.uniform() - 1;
      v = 2 * this.uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1);
    const factor = Math.sqrt(-2 * Math.log(s) / s);
    this.#spare = v * factor;
    this.#hasSpare = true;
    return u * factor;
  }
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}
