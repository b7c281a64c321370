import type { ModelFiles } from "../../runtime/session.ts";
import { Tokenizer } from "../text/tokenizer.ts";
import { TOKENIZER } from "../text/tokenizer_file.ts";
import { Cache } from "./cache.ts";
import { Context } from "./context.ts";
import { Hypotheses } from "./hypotheses.ts";
import { Runner } from "./runner.ts";
import type { LanguageModelSettings } from "./settings.ts";

/** For each token a merge or several; what a tokenizer.json may have of both. */
export const MERGES_PER_TOKEN = 3;

/** A causal language model that is ready to run. It blocks the event loop while it does. */
export class CausalLanguageModel implements AsyncDisposable {
  private constructor(
    readonly settings: LanguageModelSettings,
    readonly tokenizer: Tokenizer,
    private readonly runner: Runner,
    private readonly stack: AsyncDisposableStack,
  ) {}

  /**
   * Opens a model.
   * @param files A checked codec folder's files by their names, the bytes of its tokenizer among them.
   * @param threads How many threads one run may use.
   * @param narrow Whether few tokens at once, as in a search with few hypotheses, take a graph of their own: it is
   * faster, and has the weights in memory once more.
   * @throws {RefusedError} if the tokenizer cannot be read, or the runtime does not take the graph.
   */
  static async open(
    settings: LanguageModelSettings,
    files: ModelFiles,
    threads: number,
    narrow = true,
  ): Promise<CausalLanguageModel> {
    await using stack = new AsyncDisposableStack();
    const { configuration } = settings;
    const runner = stack.use(await Runner.open(configuration, files, threads, narrow));
    // After the graphs, which take most memory while they are made ready.
    const json = new TextDecoder().decode(files.get(TOKENIZER) as Uint8Array);
    const tokenizer = stack.use(new Tokenizer(json, configuration.vocabulary, MERGES_PER_TOKEN));
    return new CausalLanguageModel(settings, tokenizer, runner, stack.move());
  }

  /**
   * Reads tokens, after a context or from the beginning. A prompt that is read once serves any number of messages.
   * @param ids At least one token.
   */
  async read(ids: ArrayLike<number>, after?: Context): Promise<Context> {
    const run = Int32Array.from(ids);
    if (run.length === 0) throw new RangeError("There must be a token to read");
    const last = run.at(-1)!;
    using stack = new DisposableStack();
    const before = after?.cache ?? stack.use(Cache.empty(this.runner.configuration));
    // The context's last token has not been run; the last one here will be run with what comes next.
    const toRun = after === undefined ? run.subarray(0, -1) : Int32Array.of(after.last, ...run.subarray(0, -1));
    const cache = stack.use(before.branch(toRun.length));
    if (toRun.length > 0) await this.runner.read({ cache, rows: 1, ids: toRun });
    stack.move();
    return new Context(cache, last);
  }

  /**
   * The surprisals of a message's tokens after a context: -log2 of each one's probability given all before it, in bits.
   * @param message [tokens]
   * @returns [tokens]
   */
  async surprisals(message: Int32Array, after: Context): Promise<Float32Array> {
    if (message.length === 0) return new Float32Array();
    using cache = after.cache.branch(message.length);
    const ids = Int32Array.of(after.last, ...message.subarray(0, -1));
    const scored = Int32Array.from(ids, (_, i) => i);
    return await this.runner.surprisals({ cache, rows: 1, ids, scored, next: message });
  }

  /**
   * Begins hypotheses of what comes after a context.
   * @param texts The tokens that each has already, all as many; one hypothesis that has none by default.
   */
  begin(after: Context, texts: readonly ArrayLike<number>[] = [[]]): Promise<Hypotheses> {
    return Hypotheses.begin(this.runner, after, texts);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}
