import { UsageError } from "../../errors.ts";
import { type ModelFiles, Session, type Tensor } from "../../runtime/session.ts";
import type { Cache } from "./cache.ts";
import type { Configuration } from "./configuration.ts";
import { GRAPH, graphNames, MAX_NARROW, NARROW_GRAPH } from "./graphs.ts";

/** New tokens of texts whose tokens before are in a cache, and what is to be computed of them. */
export interface Run {
  readonly cache: Cache;
  /** The number of texts, which are in the first rows of the cache. */
  readonly rows: number;
  /** [rows, tokens], all the tokens of a row one after the other. */
  readonly ids: Int32Array;
  /** The places in `ids` that are scored. */
  readonly scored: Int32Array;
  /** The tokens whose surprisals are wanted, one for each place; none if log-probabilities are. */
  readonly next?: Int32Array;
}

/** Runs the graphs of a causal codec (graph/frame.ts has their inputs and outputs). */
export class Runner implements AsyncDisposable {
  #narrow: Promise<Session> | undefined;
  /** The narrow graph will be opened from these; until it is. */
  #files: ModelFiles | undefined;

  private constructor(
    readonly configuration: Configuration,
    private readonly session: Session,
    private readonly threads: number,
  ) {}

  /**
   * @param narrow Whether the graph for few tokens is used as well, if the model has one. It is opened when it is needed
   * first, and the files stay in memory until then.
   * @throws {RefusedError} if the runtime does not take the graph.
   */
  static async open(
    configuration: Configuration,
    files: ModelFiles,
    threads: number,
    narrow: boolean,
  ): Promise<Runner> {
    const runner = new Runner(configuration, await Session.open(files, GRAPH, threads, FUSED), threads);
    if (narrow && graphNames(configuration).includes(NARROW_GRAPH)) runner.#files = files;
    return runner;
  }

  /** Reads the tokens into the cache, which must have room for them, and nothing else. */
  async read(run: Omit<Run, "scored" | "next">): Promise<void> {
    await this.#run({ ...run, scored: Int32Array.of(0) }); // some operators take nothing empty
  }

  /** Also computes the surprisals of the tokens `next`, in bits: [scored]. */
  async surprisals(run: Run): Promise<Float32Array> {
    const { surprisals } = await this.#run(run, { surprisals: null });
    return surprisals!.data as Float32Array;
  }

  /** Also computes all tokens' log-probabilities, base e: [scored, vocabulary], into `output`. */
  async logProbabilities(run: Run, output: Float32Array): Promise<void> {
    const shape = [run.scored.length, this.configuration.vocabulary];
    await this.#run(run, { log_probabilities: this.session.float(output, shape) });
  }

  async #run(
    { cache, rows, ids, scored, next = new Int32Array(scored.length) }: Run,
    outputs: Record<string, Tensor | null> = {},
  ): Promise<Record<string, Tensor>> {
    const session = await this.#sessionFor(ids.length);
    const tokens = ids.length / rows;
    const length = cache.length + tokens;
    const { context } = this.configuration;
    if (length > context) {
      throw new UsageError(`Cannot go on to ${length} tokens: the model takes ${context}, what came before included`);
    }
    const inputs: Record<string, Tensor> = {
      ids: session.int32(ids, [rows, tokens]),
      last: session.int32(new Int32Array(rows).fill(length - 1), [rows]),
      length: session.int32(Int32Array.of(length), []),
      positions: session.int32(scored, [scored.length]),
      next: session.int32(next, [scored.length]),
    };
    const fetched = { ...outputs };
    // The runtime writes new keys and values into the memory that it is given the old ones in.
    cache.tensors(session, rows).forEach((tensor, i) => {
      const name = `${i % 2 === 0 ? "keys" : "values"}.${i >> 1}`;
      inputs[`past_${name}`] = tensor;
      fetched[name] = tensor;
    });
    const results = await session.run(inputs, fetched);
    cache.length = length;
    return results;
  }

  /** The session that is the faster one for that many tokens at once. */
  async #sessionFor(tokens: number): Promise<Session> {
    if (tokens > MAX_NARROW) return this.session;
    if (this.#files !== undefined) {
      this.#narrow = Session.open(this.#files, NARROW_GRAPH, this.threads, FUSED);
      this.#files = undefined;
    }
    return await this.#narrow ?? this.session;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.dispose();
    await (await this.#narrow)?.dispose();
  }
}

/** The graphs are of the runtime's fused operators already: looking for what could be fused would only take time. */
const FUSED = { fused: true };
