import type { Context } from "./context.ts";
import { type Rows, rowsAfter } from "./rows.ts";
import type { Runner } from "./runner.ts";

/**
 * Hypotheses of what comes after a context, all of the same number of tokens, for a search that goes token by token.
 */
export class Hypotheses implements Disposable {
  #output = new Float32Array();
  #logProbabilities: readonly Float32Array[] = [];
  /** The row that each hypothesis has. */
  #rowOf: Int32Array = Int32Array.of(0);

  private constructor(private readonly runner: Runner, private readonly rows: Rows) {}

  /**
   * Starts with hypotheses that have these tokens after a context.
   * @param texts At least one; all have as many tokens, which may be none.
   */
  static async begin(runner: Runner, after: Context, texts: readonly ArrayLike<number>[]): Promise<Hypotheses> {
    using stack = new DisposableStack();
    const hypotheses = stack.use(new Hypotheses(runner, rowsAfter(after.cache, runner)));
    if (texts.length === 1) {
      await hypotheses.#advance(Int32Array.of(0), [[after.last, ...Array.from(texts[0]!)]]);
    } else {
      // After a past, ONNX Runtime's GroupQueryAttention reads several tokens of one row, or one token of several rows.
      await hypotheses.#advance(new Int32Array(texts.length), texts.map(() => [after.last]));
      for (let t = 0; t < texts[0]!.length; t++) {
        await hypotheses.step(Int32Array.from(texts, (_, i) => i), texts.map((text) => text[t]!));
      }
    }
    stack.move();
    return hypotheses;
  }

  /** Their number. */
  get count(): number {
    return this.#logProbabilities.length;
  }

  /**
   * The log-probabilities, base e, of all tokens to come next, of each hypothesis: [vocabulary]. They stand there until
   * the next step.
   */
  get logProbabilities(): readonly Float32Array[] {
    return this.#logProbabilities;
  }

  /**
   * Takes a step: hypothesis i becomes the one that was `parents[i]`, and goes on with the token `ids[i]`. There may be
   * more of them afterwards than before, or fewer.
   * @returns What {@linkcode logProbabilities} is then.
   */
  async step(parents: ArrayLike<number>, ids: ArrayLike<number>): Promise<readonly Float32Array[]> {
    const count = parents.length;
    if (count === 0 || count !== ids.length) throw new RangeError(`${count} parents and ${ids.length} tokens`);
    const rows = Int32Array.from(parents, (parent) => this.#rowOf[parent] ?? unknownParent(parent));
    return await this.#advance(rows, Array.from(ids, (id) => [id]));
  }

  /** Hypothesis i becomes the one in row `parents[i]`, and goes on with the tokens `ids[i]`, all with as many. */
  async #advance(parents: Int32Array, ids: readonly (readonly number[])[]): Promise<readonly Float32Array[]> {
    const [count, tokens] = [parents.length, ids[0]!.length];
    const { vocabulary } = this.runner.configuration;
    const rowOf = this.rows.arrange(parents, tokens);
    this.#rowOf = rowOf;
    if (this.#output.length < count * vocabulary) this.#output = new Float32Array(count * vocabulary);
    const inRows = new Int32Array(count * tokens);
    rowOf.forEach((row, i) => inRows.set(ids[i]!, row * tokens));
    await this.rows.logProbabilities(this.runner, count, inRows, this.#output.subarray(0, count * vocabulary));
    return this.#logProbabilities = Array.from(
      rowOf,
      (row) => this.#output.subarray(row * vocabulary, (row + 1) * vocabulary),
    );
  }

  [Symbol.dispose](): void {
    this.#logProbabilities = [];
    this.#output = new Float32Array();
    this.rows[Symbol.dispose]();
  }
}

function unknownParent(parent: number): never {
  throw new RangeError(`There is no hypothesis ${parent}`);
}
