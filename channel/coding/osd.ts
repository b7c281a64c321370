import { llrOfError, logOddsOfError, probabilityOf, softplus } from "./belief.ts";
import type { ChannelCode, CodeFamily } from "./code.ts";
import { requireBlock, requireDecode } from "./limits.ts";

/** The most coded bits of a block: all candidates of one are looked at, bit by bit. */
const MAX_N = 256;

/** The share of wrong bits in a block that is wrong: that of two codewords that have little to do with each other. */
const WRONG_SHARE = 0.42;

/**
 * A family decoded by ordered statistics, whatever its code (M. P. C. Fossorier and S. Lin, Soft-decision decoding of linear block
 * codes based on ordered statistics, IEEE Trans. Inf. Theory 1995).
 *
 * Of the k most reliable coded bits that are independent, up to `order` are taken to be wrong, in all ways whose cost is below the best
 * codeword found; each gives a codeword, and the likeliest wins. A check that the code has, as the polar code's CRC, is
 * part of the code and corrects errors instead of finding them: so none is left that could tell that a block is wrong, but for the
 * odds of it, which its LLRs say.
 */
export function withOrderedStatistics(family: CodeFamily, order: number): CodeFamily {
  const { minN } = family;
  return {
    name: family.name,
    description: `${
      family.description.replace(/, [^,]* decoding.*$/, "")
    }, ordered-statistics decoding of order ${order}`,
    ...minN && { minN },
    create(k, n, bitsPerSymbol) {
      const code = family.create(k, n, bitsPerSymbol);
      requireBlock(`${family.name} (osd)`, k, n, { minN: (k) => minN?.(k) ?? k, maxN: () => MAX_N });
      return new OrderedStatistics(code, order);
    },
  };
}

class OrderedStatistics implements ChannelCode {
  readonly name: string;
  readonly k: number;
  readonly n: number;
  /** The generator: bit j of row i is at i n + j. */
  readonly #generator: Uint8Array;
  /** Words of a row: its coded bits from the most reliable on, then the information bits that make them. */
  readonly #codedWords: number;
  readonly #words: number;
  readonly #rows: Uint32Array;
  /** The rows that keep the order of reliability, and the cost of turning each one's bit over. */
  readonly #basis: Int32Array;
  readonly #costs: Float64Array;
  /** By byte of the coded words and its value: the cost of all bits in it that are against what was heard. */
  readonly #tables: Float64Array;
  readonly #stack: Uint32Array;
  #best = Infinity;
  readonly #bestWord: Uint32Array;

  constructor(private readonly code: ChannelCode, private readonly order: number) {
    const { k, n } = code;
    this.name = code.name;
    this.k = k;
    this.n = n;
    this.#generator = new Uint8Array(k * n);
    const information = new Uint8Array(k);
    for (let i = 0; i < k; i++) {
      information.fill(0)[i] = 1;
      code.encode(information, this.#generator.subarray(i * n, (i + 1) * n));
    }
    this.#codedWords = Math.ceil(n / 32);
    this.#words = this.#codedWords + Math.ceil(k / 32);
    this.#rows = new Uint32Array(k * this.#words);
    this.#basis = new Int32Array(k);
    this.#costs = new Float64Array(k);
    this.#tables = new Float64Array(4 * this.#codedWords * 256);
    this.#stack = new Uint32Array((order + 1) * this.#words);
    this.#bestWord = new Uint32Array(this.#words);
  }

  encode(information: Uint8Array, coded: Uint8Array): void {
    this.code.encode(information, coded);
  }

  decode(llr: Float32Array, soft: Float32Array): boolean {
    requireDecode(this, llr, soft);
    const { k, n } = this;
    if (!llr.some((value) => value !== 0)) {
      soft.fill(0);
      return false;
    }
    const places = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => Math.abs(llr[b]!) - Math.abs(llr[a]!));
    this.#fillRows(places);
    const rank = this.#eliminate(places, llr);
    this.#fillTables(places, llr);
    // The codeword of the hard decisions on the basis, less what was heard: a bit that is set is one against it.
    const first = this.#stack.subarray(0, this.#words).fill(0);
    places.forEach((place, i) => {
      if (llr[place]! < 0) first[i >>> 5]! |= 1 << (i & 31);
    });
    for (let i = 0; i < rank; i++) {
      const [row, column] = [i * this.#words, this.#basis[i]!];
      if (llr[places[column]!]! < 0) { for (let w = 0; w < this.#words; w++) first[w]! ^= this.#rows[row + w]!; }
    }
    this.#best = Infinity;
    this.#consider(0);
    this.#search(0, rank, 0);
    let surprise = 0;
    places.forEach((place, i) => {
      const against = (this.#bestWord[i >>> 5]! >>> (i & 31)) & 1;
      surprise += softplus(against ? Math.abs(llr[place]!) : -Math.abs(llr[place]!));
    });
    const sure = llrOfError(WRONG_SHARE * probabilityOf(logOddsOfError(surprise, n - k)));
    for (let i = 0; i < k; i++) {
      const bit = (this.#bestWord[this.#codedWords + (i >>> 5)]! >>> (i & 31)) & 1;
      soft[i] = bit ? -sure : sure;
    }
    return true;
  }

  /** The generator's rows, their columns in the order of reliability, and the unit vectors behind them. */
  #fillRows(places: Int32Array): void {
    const { k, n } = this;
    const rows = this.#rows.fill(0);
    for (let i = 0; i < k; i++) {
      const at = i * this.#words;
      for (let j = 0; j < n; j++) {
        if (this.#generator[i * n + places[j]!]) rows[at + (j >>> 5)]! |= 1 << (j & 31);
      }
      rows[at + this.#codedWords + (i >>> 5)]! |= 1 << (i & 31);
    }
  }

  /** Makes unit vectors of the first independent columns; returns how many there are. */
  #eliminate(places: Int32Array, llr: Float32Array): number {
    const { k, n } = this;
    const [rows, words] = [this.#rows, this.#words];
    let rank = 0;
    for (let column = 0; column < n && rank < k; column++) {
      const [word, mask] = [column >>> 5, 1 << (column & 31)];
      let pivot = rank;
      while (pivot < k && !(rows[pivot * words + word]! & mask)) pivot++;
      if (pivot === k) continue;
      if (pivot !== rank) {
        for (let w = 0; w < words; w++) {
          const other = rows[pivot * words + w]!;
          rows[pivot * words + w] = rows[rank * words + w]!;
          rows[rank * words + w] = other;
        }
      }
      for (let i = 0; i < k; i++) {
        if (i === rank || !(rows[i * words + word]! & mask)) continue;
        for (let w = 0; w < words; w++) rows[i * words + w]! ^= rows[rank * words + w]!;
      }
      this.#basis[rank] = column;
      this.#costs[rank++] = Math.abs(llr[places[column]!]!);
    }
    return rank;
  }

  #fillTables(places: Int32Array, llr: Float32Array): void {
    const tables = this.#tables;
    for (let byte = 0; byte < 4 * this.#codedWords; byte++) {
      const at = 256 * byte;
      tables[at] = 0;
      for (let value = 1; value < 256; value++) {
        const lowest = 31 - Math.clz32(value & -value);
        const place = 8 * byte + lowest;
        const cost = place < this.n ? Math.abs(llr[places[place]!]!) : 0;
        tables[at + value] = tables[at + (value & (value - 1))]! + cost;
      }
    }
  }

  /** Turns over up to order - depth further bits of the basis, from the least reliable one before `end` on. */
  #search(depth: number, end: number, cost: number): void {
    if (depth === this.order) return;
    const words = this.#words;
    const [from, to] = [depth * words, (depth + 1) * words];
    for (let i = end - 1; i >= 0; i--) {
      const total = cost + this.#costs[i]!;
      if (total >= this.#best) return; // those before it cost more
      for (let w = 0; w < words; w++) this.#stack[to + w] = this.#stack[from + w]! ^ this.#rows[i * words + w]!;
      this.#consider(to);
      this.#search(depth + 1, i, total);
    }
  }

  /** Keeps a word of the stack if it is the likeliest so far. */
  #consider(at: number): void {
    const tables = this.#tables;
    let cost = 0;
    for (let w = 0, table = 0; w < this.#codedWords; w++, table += 1024) {
      const word = this.#stack[at + w]!;
      cost += tables[table + (word & 255)]! + tables[table + 256 + ((word >>> 8) & 255)]! +
        tables[table + 512 + ((word >>> 16) & 255)]! + tables[table + 768 + (word >>> 24)]!;
      if (cost >= this.#best) return;
    }
    this.#best = cost;
    this.#bestWord.set(this.#stack.subarray(at, at + this.#words));
  }
}
