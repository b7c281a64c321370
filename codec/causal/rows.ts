import { Cache, tokenBytes } from "./cache.ts";
import type { Runner } from "./runner.ts";

/** The rows of hypotheses, each with the keys and values of its tokens after what all of them begin with. */
export interface Rows extends Disposable {
  /**
   * Arranges the rows for the next step: text i becomes one that goes on from the text in row `parents[i]`.
   * @param more For how many tokens more there must be room.
   * @returns The row of each text then; the rows are 0 to the number of texts - 1.
   */
  arrange(parents: ArrayLike<number>, more: number): Int32Array;
  /**
   * Reads new tokens, and computes all tokens' log-probabilities after the last of each row.
   * @param ids [count, tokens]
   * @param output [count, vocabulary]
   */
  logProbabilities(runner: Runner, count: number, ids: Int32Array, output: Float32Array): Promise<void>;
}

/** What all rows begin with may take so many bytes in each; where it takes more, a few rows hold it, and others take turns. */
const MAX_COPIED_BYTES = 2 ** 22;

/** The bytes of the rows that take turns. */
const TURN_BYTES = 2 ** 29;

/** Begins with one row, of a text that is in a cache. */
export function rowsAfter(prefix: Cache, runner: Runner): Rows {
  const bytes = prefix.length * tokenBytes(runner.configuration);
  if (bytes <= MAX_COPIED_BYTES) return new CopiedRows(prefix.branch(0));
  return new RowsInTurns(prefix, Cache.empty(runner.configuration), Math.max(1, Math.floor(TURN_BYTES / bytes)));
}

/** Rows that each have a copy of what they begin with, into which the runtime writes: nothing is moved in a step. */
export class CopiedRows implements Rows {
  constructor(private readonly cache: Cache) {}

  arrange(parents: ArrayLike<number>, more: number): Int32Array {
    return this.cache.arrange(parents, more);
  }

  async logProbabilities(runner: Runner, count: number, ids: Int32Array, output: Float32Array): Promise<void> {
    await runner.logProbabilities({ cache: this.cache, rows: count, ids, scored: lastOf(count, ids) }, output);
  }

  [Symbol.dispose](): void {
    this.cache[Symbol.dispose]();
  }
}

/**
 * Rows that share what they begin with: it stands in a few rows of a cache for the runtime, and the tokens of the hypotheses
 * are copied behind it, so many hypotheses at a time.
 */
export class RowsInTurns implements Rows {
  readonly #shared: Cache;

  /**
   * @param own The tokens of each hypothesis after the prefix.
   * @param most Hypotheses that are computed together.
   */
  constructor(private readonly prefix: Cache, private readonly own: Cache, private readonly most: number) {
    this.#shared = prefix.branch(0);
  }

  arrange(parents: ArrayLike<number>, more: number): Int32Array {
    return this.own.arrange(parents, more);
  }

  async logProbabilities(runner: Runner, count: number, ids: Int32Array, output: Float32Array): Promise<void> {
    const [tokens, before] = [ids.length / count, this.own.length];
    const { vocabulary } = runner.configuration;
    for (let first = 0; first < count; first += this.most) {
      const rows = Math.min(this.most, count - first);
      const end = first + rows;
      this.#makeRoom(rows, before + tokens);
      this.#shared.copyTokens(this.own, { rows, from: [first, 0], to: [0, this.prefix.length], tokens: before });
      const part = ids.subarray(first * tokens, end * tokens);
      const run = { cache: this.#shared, rows, ids: part, scored: lastOf(rows, part) };
      await runner.logProbabilities(run, output.subarray(first * vocabulary, end * vocabulary));
      this.own.copyTokens(this.#shared, { rows, from: [0, this.prefix.length + before], to: [first, before], tokens });
    }
    this.own.length += tokens;
  }

  /** Makes rows that hold the prefix, and have room behind it for so many tokens, of which none is there yet. */
  #makeRoom(rows: number, tokens: number): void {
    const { length } = this.prefix;
    this.#shared.length = length;
    const have = this.#shared.rows;
    this.#shared.arrange(Int32Array.from({ length: Math.max(rows, have) }, (_, i) => i < have ? i : 0), tokens);
    this.#shared.length = length + this.own.length;
  }

  [Symbol.dispose](): void {
    this.#shared[Symbol.dispose]();
    this.own[Symbol.dispose]();
  }
}

/** The places of each row's last token. */
function lastOf(rows: number, ids: Int32Array): Int32Array {
  const tokens = ids.length / rows;
  return Int32Array.from({ length: rows }, (_, row) => (row + 1) * tokens - 1);
}
