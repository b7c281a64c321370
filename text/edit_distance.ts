import { numberSymbols, trimCommonEnds } from "./symbols.ts";

/** Cells of a column that one whole number holds. */
const BITS = 32;

/**
 * The Levenshtein distance of two sequences: the fewest insertions, deletions and substitutions, each counting one, that
 * make one of the other. Memory grows with the sequences, time with the product of the parts that differ: 32 cells of the
 * table are computed at once, as their differences are bits (Myers, 1999; in blocks and for the whole distance as in
 * Hyyrö, 2003).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(editDistance([..."kitten"], [..."sitting"]), 3);
 * ```
 */
export function editDistance<T>(first: ArrayLike<T>, second: ArrayLike<T>): number {
  const numbered = numberSymbols(first, second);
  const [a, b] = trimCommonEnds(numbered.first, numbered.second);
  const [long, short] = a.length < b.length ? [b, a] : [a, b];
  if (short.length === 0) return long.length;

  // A column of the table has a cell for each symbol of the shorter sequence. Bits say where a cell is one more, or one
  // less, than the cell above it.
  const blocks = Math.ceil(short.length / BITS);
  const more = new Int32Array(blocks).fill(-1);
  const less = new Int32Array(blocks);
  const masks = new SymbolMasks(short, numbered.size, blocks);
  const lastBit = (short.length - 1) % BITS;
  let distance = short.length;
  for (let i = 0; i < long.length; i++) {
    const equal = masks.of(long[i]!);
    // Whether a cell is one more, or one less, than the cell before it in its row. In the row above the first all are more.
    let rowMore = 0;
    let rowLess = 0;
    let carriedMore = 1;
    let carriedLess = 0;
    for (let block = 0; block < blocks; block++) {
      const up = more[block]!;
      const down = less[block]!;
      const same = equal[block]!;
      const diagonal = same | down;
      const reached = same | carriedLess;
      const zero = (((reached & up) + up) ^ up) | reached;
      rowMore = down | ~(zero | up);
      rowLess = up & zero;
      const shiftedMore = (rowMore << 1) | carriedMore;
      const shiftedLess = (rowLess << 1) | carriedLess;
      carriedMore = rowMore >>> (BITS - 1);
      carriedLess = rowLess >>> (BITS - 1);
      more[block] = shiftedLess | ~(diagonal | shiftedMore);
      less[block] = shiftedMore & diagonal;
    }
    distance += ((rowMore >>> lastBit) & 1) - ((rowLess >>> lastBit) & 1);
  }
  return distance;
}

/** Says where a sequence has a symbol, a bit a place. */
class SymbolMasks {
  readonly #starts: Int32Array;
  readonly #places: Int32Array;
  /** Masks of frequent symbols. No more than 32 can be, so that they take no more memory than the sequence. */
  readonly #kept = new Map<number, Int32Array>();
  readonly #scratch: Int32Array;
  #inScratch = -1;

  constructor(sequence: Int32Array, size: number, private readonly blocks: number) {
    // The places in the order of their symbols, and where each symbol's begin.
    this.#starts = new Int32Array(size + 1);
    for (const symbol of sequence) this.#starts[symbol + 1]!++;
    for (let symbol = 0; symbol < size; symbol++) this.#starts[symbol + 1]! += this.#starts[symbol]!;
    const next = this.#starts.slice();
    this.#places = new Int32Array(sequence.length);
    sequence.forEach((symbol, place) => this.#places[next[symbol]!++] = place);
    this.#scratch = new Int32Array(blocks);
  }

  /** The mask of a symbol, which holds until the next call. */
  of(symbol: number): Int32Array {
    const kept = this.#kept.get(symbol);
    if (kept !== undefined) return kept;
    if (this.#count(symbol) > this.blocks) {
      const mask = new Int32Array(this.blocks);
      this.#toggle(mask, symbol);
      this.#kept.set(symbol, mask);
      return mask;
    }
    if (this.#inScratch !== symbol) {
      if (this.#inScratch >= 0) this.#toggle(this.#scratch, this.#inScratch);
      this.#toggle(this.#scratch, symbol);
      this.#inScratch = symbol;
    }
    return this.#scratch;
  }

  #count(symbol: number): number {
    return this.#starts[symbol + 1]! - this.#starts[symbol]!;
  }

  #toggle(mask: Int32Array, symbol: number): void {
    for (let i = this.#starts[symbol]!; i < this.#starts[symbol + 1]!; i++) {
      const place = this.#places[i]!;
      mask[Math.trunc(place / BITS)]! ^= 1 << (place % BITS);
    }
  }
}
