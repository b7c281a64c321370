import type { Session, Tensor } from "../../runtime/session.ts";
import type { Configuration } from "./configuration.ts";

/** Room for so many tokens more is made at once, so that what is kept is seldom moved. */
const TOKENS_AT_ONCE = 16;

/** Bytes of a float32. */
const FLOAT_BYTES = 4;

/** The bytes that a token of one text takes in a cache. */
export function tokenBytes({ layers, key_value_heads, head_size }: Configuration): number {
  return FLOAT_BYTES * 2 * layers * key_value_heads * head_size;
}

/**
 * The keys and values of the tokens that a model has read, of several texts of equal length, with room for more: the
 * runtime writes those of new tokens into it. All texts begin with the same `prefix` tokens.
 *
 * It is one buffer: for each layer the keys and then the values, [rows, key-value heads, capacity, head size] each.
 */
export class Cache implements Disposable {
  #floats = new Float32Array();
  #rows = 0;
  #capacity = 0;
  /** Rows that hold the prefix: others must be filled from the beginning. */
  #begun = 0;
  #tensors: { readonly rows: number; readonly all: readonly Tensor[] } | undefined;

  /**
   * @param length How many tokens each text has; counted up as the runtime writes.
   * @param prefix How many of them are the same in all texts.
   */
  private constructor(
    private readonly configuration: Configuration,
    public length: number,
    private readonly prefix: number,
  ) {}

  /** A cache of one text without tokens. */
  static empty(configuration: Configuration): Cache {
    return new Cache(configuration, 0, 0);
  }

  /** A cache of one text, which begins with what this one's only text has. */
  branch(more: number): Cache {
    const branch = new Cache(this.configuration, this.length, this.length);
    branch.#resize(1, this.length + more);
    branch.#begun = 1;
    if (this.length > 0) branch.#copyFrom(this, 1);
    return branch;
  }

  /**
   * Arranges the texts for the next step: text i becomes one that goes on from the text in row `parents[i]`. A text stays
   * in its row where it can, so that little is copied.
   * @param more For how many tokens more there must be room.
   * @returns The row of each text then; the rows are 0 to the number of texts - 1.
   */
  arrange(parents: ArrayLike<number>, more: number): Int32Array {
    const count = parents.length;
    if (count > this.#rows || this.length + more > this.#capacity) {
      const tokens = Math.max(this.#capacity, Math.ceil((this.length + more) / TOKENS_AT_ONCE) * TOKENS_AT_ONCE);
      this.#resize(Math.max(this.#rows, count), tokens);
    }
    const rowOf = new Int32Array(count).fill(-1);
    const taken = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const parent = parents[i]!;
      if (parent < count && taken[parent] === 0) {
        taken[parent] = 1;
        rowOf[i] = parent;
      }
    }
    // The others are copied into free rows. Nobody needs what they held: a row with a text that goes on is taken.
    let free = 0;
    for (let i = 0; i < count; i++) {
      if (rowOf[i] !== -1) continue;
      while (taken[free] === 1) free++;
      taken[free] = 1;
      rowOf[i] = free;
      this.#copyRow(parents[i]!, free);
    }
    this.#begun = Math.max(this.#begun, count);
    return rowOf;
  }

  /** The tensors of the first `rows` rows: of each layer the keys and the values. They share the cache's memory. */
  tensors(session: Session, rows: number): readonly Tensor[] {
    if (this.#tensors?.rows === rows) return this.#tensors.all;
    const { layers, key_value_heads, head_size } = this.configuration;
    const shape = [rows, key_value_heads, this.#capacity, head_size];
    const size = shape.reduce((product, axis) => product * axis);
    const all = Array.from({ length: 2 * layers }, (_, i) => {
      const begin = i * this.#rows * this.#rowSize;
      return session.float(this.#floats.subarray(begin, begin + size), shape);
    });
    this.#tensors = { rows, all };
    return all;
  }

  /** The number of texts that there is room for. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Copies tokens of rows of another cache, from a row and a token there to a row and a token here. There must be room for
   * them.
   */
  copyTokens(
    other: Cache,
    { rows, from: [fromRow, fromToken], to: [toRow, toToken], tokens }: {
      readonly rows: number;
      readonly from: readonly [row: number, token: number];
      readonly to: readonly [row: number, token: number];
      readonly tokens: number;
    },
  ): void {
    const { layers, key_value_heads, head_size } = this.configuration;
    for (let part = 0; part < 2 * layers; part++) {
      for (let head = 0; head < rows * key_value_heads; head++) {
        const place = (cache: Cache, row: number, token: number) =>
          (part * cache.#rows + row) * cache.#rowSize + (head * cache.#capacity + token) * head_size;
        const from = place(other, fromRow, fromToken);
        const to = place(this, toRow, toToken);
        this.#floats.set(other.#floats.subarray(from, from + tokens * head_size), to);
      }
    }
  }

  /** The bytes that it takes. */
  get bytes(): number {
    return FLOAT_BYTES * this.#floats.length;
  }

  /** Gives its memory back at once. */
  [Symbol.dispose](): void {
    this.#tensors = undefined;
    (this.#floats.buffer as ArrayBuffer).transfer(0);
    this.#floats = new Float32Array();
    this.#rows = this.#capacity = this.#begun = 0;
  }

  /** Floats of one row of one layer's keys or values. */
  get #rowSize(): number {
    const { key_value_heads, head_size } = this.configuration;
    return key_value_heads * this.#capacity * head_size;
  }

  #resize(rows: number, capacity: number): void {
    const { layers, key_value_heads, head_size } = this.configuration;
    const before = new Cache(this.configuration, this.length, this.prefix);
    [before.#floats, before.#rows, before.#capacity] = [this.#floats, this.#rows, this.#capacity];
    this.#floats = new Float32Array(2 * layers * rows * key_value_heads * capacity * head_size);
    this.#rows = rows;
    this.#capacity = capacity;
    this.#tensors = undefined;
    this.#copyFrom(before, this.#begun);
    before[Symbol.dispose]();
  }

  /** Copies the tokens of another cache's first rows. */
  #copyFrom(other: Cache, rows: number): void {
    this.copyTokens(other, { rows, from: [0, 0], to: [0, 0], tokens: this.length });
  }

  #copyRow(from: number, to: number): void {
    const { layers, key_value_heads, head_size } = this.configuration;
    const first = to < this.#begun ? this.prefix : 0;
    for (let part = 0; part < 2 * layers; part++) {
      const begin = part * this.#rows * this.#rowSize;
      for (let head = 0; head < key_value_heads; head++) {
        const place = (row: number) => begin + row * this.#rowSize + (head * this.#capacity + first) * head_size;
        const size = (this.length - first) * head_size;
        this.#floats.copyWithin(place(to), place(from), place(from) + size);
      }
    }
  }
}
