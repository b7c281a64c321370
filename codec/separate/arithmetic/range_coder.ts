import { BitReader } from "../bits.ts";

/** Frequencies of all symbols sum up to this: 2^24. */
export const TOTAL = 2 ** 24;

const TOP = 2 ** 32;
const HALF = TOP / 2;
const QUARTER = TOP / 4;

/**
 * The part of a range that comes before a cumulative frequency: floor(range * before / TOTAL), exactly, though the product
 * has up to 56 binary places and a number holds 53.
 */
function partOf(range: number, before: number): number {
  const high = Math.floor(range / 2 ** 16);
  return Math.floor((high * before + Math.floor((range % 2 ** 16) * before / 2 ** 16)) / 2 ** 8);
}

/** The interval of numbers of 32 bits that an arithmetic code has narrowed down to, as both ends keep it. */
class Interval {
  low = 0;
  high = TOP - 1;

  get range(): number {
    return this.high - this.low + 1;
  }

  /** Narrows it to the part of a symbol; `double` is called for each bit that is then known, and before it is. */
  narrow(from: number, to: number, double: (bit: 0 | 1 | undefined) => void): void {
    const { range, low } = this;
    this.high = low + partOf(range, to) - 1;
    this.low = low + partOf(range, from);
    for (;;) {
      let [base, bit]: [number, 0 | 1 | undefined] = [0, 0];
      if (this.low >= HALF) [base, bit] = [HALF, 1];
      else if (this.high >= HALF) {
        if (this.low < QUARTER || this.high >= 3 * QUARTER) return;
        [base, bit] = [QUARTER, undefined];
      }
      double(bit);
      this.low = 2 * (this.low - base);
      this.high = 2 * (this.high - base) + 1;
    }
  }
}

/**
 * Codes symbols of known frequencies to bits: arithmetic coding with whole numbers of 32 bits (Witten, Neal and Cleary,
 * Communications of the ACM 30(6), 1987). A message takes at most two bits more than its information.
 *
 * @example
 * ```ts
 * import { RangeDecoder, RangeEncoder, TOTAL } from "./range_coder.ts";
 * import assert from "node:assert/strict";
 *
 * const encoder = new RangeEncoder();
 * for (const symbol of [1, 0, 1]) encoder.encode(symbol * TOTAL / 4, symbol === 0 ? TOTAL / 4 : TOTAL);
 * const decoder = new RangeDecoder(encoder.finish());
 * const cumulative = Uint32Array.of(0, TOTAL / 4, TOTAL);
 * assert.deepEqual([1, 2, 3].map(() => decoder.decode(cumulative)), [1, 0, 1]);
 * ```
 */
export class RangeEncoder {
  readonly #interval = new Interval();
  readonly #bits: number[] = [];
  /** Bits that will be the opposite of the next one. */
  #pending = 0;

  /** Codes the symbol of frequency `to - from`, before which those of smaller number have `from` together. */
  encode(from: number, to: number): void {
    this.#interval.narrow(from, to, (bit) => {
      if (bit === undefined) this.#pending++;
      else this.#push(bit);
    });
  }

  /** Ends the message, and returns its bits: zeros may follow them. */
  finish(): Uint8Array {
    this.#push(1); // 1000... lies in every interval that is not narrowed further
    return Uint8Array.from(this.#bits);
  }

  #push(bit: 0 | 1): void {
    this.#bits.push(bit);
    for (; this.#pending > 0; this.#pending--) this.#bits.push(1 - bit);
  }
}

/** Decodes what {@linkcode RangeEncoder} coded, from the same frequencies. */
export class RangeDecoder {
  readonly #interval = new Interval();
  readonly #reader: BitReader;
  #value: number;

  constructor(private readonly bits: Uint8Array) {
    this.#reader = new BitReader(bits);
    this.#value = this.#reader.number(32);
  }

  /** True where the message must have ended before: its bits are used up, and what goes on is no message. */
  get isBeyondEnd(): boolean {
    return this.#reader.at - 32 > this.bits.length;
  }

  /**
   * Decodes a symbol.
   * @param cumulative [symbols + 1]: the sum of the frequencies of the symbols before each, and {@linkcode TOTAL}.
   */
  decode(cumulative: Uint32Array): number {
    const { range, low } = this.#interval;
    let [symbol, end] = [0, cumulative.length - 1];
    while (end - symbol > 1) {
      const middle = (symbol + end) >> 1;
      if (partOf(range, cumulative[middle]!) <= this.#value - low) symbol = middle;
      else end = middle;
    }
    this.#interval.narrow(cumulative[symbol]!, cumulative[symbol + 1]!, (bit) => {
      const base = bit === undefined ? QUARTER : bit * HALF;
      this.#value = 2 * (this.#value - base) + this.#reader.bit();
    });
    return symbol;
  }
}
