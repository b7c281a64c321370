import { SYMBOLS } from "./constellation.ts";
import { GOLDEN, maskOf, mix, type Spine } from "./spine.ts";

/**
 * A fixed pseudo-random codeword for each token: symbols of a constellation, as many as are wanted. The spine
 * changes all codewords of a place in the same way, by exclusive or, so that they stay as far from each other as they were.
 */
export class Codebook {
  readonly #columns = new Map<number, Uint16Array>();

  /** @param size Codewords. */
  constructor(readonly size: number) {}

  /** The symbol with that number, from 0, of every codeword, before the spine changes it: [size]. */
  column(number: number): Uint16Array {
    let column = this.#columns.get(number);
    if (column === undefined) {
      column = new Uint16Array(this.size);
      const key = mix(number + 1);
      for (let i = 0; i < column.length; i++) column[i] = mix(Math.imul(i + 1, GOLDEN) ^ key) & (SYMBOLS - 1);
      this.#columns.set(number, column);
    }
    return column;
  }

  /** The symbol with that number of a codeword, as it is sent after a spine. */
  symbol(codeword: number, number: number, spine: Spine): number {
    return this.column(number)[codeword]! ^ maskOfSymbol(spine, number);
  }
}

/** Rounds of hybrid ARQ go on with a codeword at multiples of this: no round has so many of its symbols. */
export const ROUND_SYMBOLS = 4096;

/** The bits that a spine changes in the symbol with that number of every codeword. */
export function maskOfSymbol(spine: Spine, number: number): number {
  return maskOf(spine, number) & (SYMBOLS - 1);
}
