import type { BitReader } from "../bits.ts";

/** A word of a prefix code: its bits as a number, the first in the highest place, and how many they are. */
export interface Codeword {
  readonly value: number;
  readonly length: number;
}

/**
 * The prefix code of the least mean length (Huffman, Proc. IRE 40(9), 1952), in its canonical form: shorter words first, and
 * those of one length in the order of their symbols, each by one above the word before.
 */
export class CanonicalCode {
  readonly words: readonly Codeword[];
  /** Symbols by length and word. */
  readonly #symbols = new Map<number, Map<number, number>>();

  /** @param counts How often each symbol occurs, at least 1; two symbols or more. */
  constructor(counts: readonly number[]) {
    const lengths = lengthsOf(counts);
    const words: Codeword[] = [];
    let [value, length] = [-1, 0];
    for (const symbol of counts.map((_, i) => i).sort((a, b) => lengths[a]! - lengths[b]! || a - b)) {
      value = (value + 1) * 2 ** (lengths[symbol]! - length);
      length = lengths[symbol]!;
      words[symbol] = { value, length };
      this.#symbols.set(length, (this.#symbols.get(length) ?? new Map()).set(value, symbol));
    }
    this.words = words;
  }

  /** Reads a symbol; undefined where the bits end first. */
  read(reader: BitReader): number | undefined {
    for (let value = 0, length = 1; !reader.isAtEnd; length++) {
      value = 2 * value + reader.bit();
      const symbol = this.#symbols.get(length)?.get(value);
      if (symbol !== undefined) return symbol;
    }
    return undefined;
  }
}

/** The depth of each symbol in Huffman's tree. Of equal counts those that were there first are joined first. */
function lengthsOf(counts: readonly number[]): number[] {
  const lengths = counts.map(() => 0);
  let groups = counts.map((count, symbol) => ({ count, symbols: [symbol] }));
  while (groups.length > 1) {
    groups = groups.sort((a, b) => a.count - b.count);
    const [a, b] = groups as [typeof groups[0], typeof groups[0]];
    const symbols = [...a.symbols, ...b.symbols];
    for (const symbol of symbols) lengths[symbol]!++;
    groups = [...groups.slice(2), { count: a.count + b.count, symbols }];
  }
  return lengths;
}
