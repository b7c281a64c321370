import type { CausalLanguageModel } from "./language_model.ts";
import { Context } from "./context.ts";
import type { Hypotheses } from "./hypotheses.ts";

/** A model looks back at no more tokens than this: reading so many anew takes a moment, and more would help little. */
const MAX_WINDOW = 512;

/**
 * A language model's probabilities of a message of any length, after a context. Where a message has filled the model's
 * window, the model forgets the older half of it and goes on: both ends do so at the same tokens.
 */
export class Prior implements Disposable {
  readonly #window: number;

  /** @param context What the model has read before a message; it is disposed of with this. */
  constructor(private readonly model: CausalLanguageModel, private readonly context: Context) {
    this.#window = Math.min(MAX_WINDOW, model.settings.configuration.context - context.length);
  }

  /** The most tokens that can be read before a message: half of what is left of the model's window is the message's. */
  get room(): number {
    return Math.floor((this.model.settings.configuration.context - this.context.length) / 2);
  }

  /** The probabilities of a message after more of a text: the last part of it for which there is {@linkcode room}. */
  async after(tokens: readonly number[]): Promise<Prior> {
    const last = tokens.slice(Math.max(0, tokens.length - this.room));
    const { cache, last: token } = this.context;
    const context = last.length === 0 ? new Context(cache.branch(0), token) : await this.model.read(last, this.context);
    return new Prior(this.model, context);
  }

  [Symbol.dispose](): void {
    this.context[Symbol.dispose]();
  }

  /** The surprisals of a message's tokens, -log2 of each one's probability given those before it, in bits: [tokens]. */
  async surprisals(message: Int32Array): Promise<Float32Array> {
    const all = new Float32Array(message.length);
    for (let at = 0; at < message.length;) {
      const begin = this.firstInWindow(at);
      const end = Math.min(message.length, begin + this.#window);
      const read = await this.model.surprisals(message.subarray(begin, end), this.context);
      all.set(read.subarray(at - begin), at);
      at = end;
    }
    return all;
  }

  /** The first token that the model sees where it says the probability of token `at`. */
  firstInWindow(at: number): number {
    const half = Math.ceil(this.#window / 2);
    return at < this.#window ? 0 : half * (1 + Math.floor((at - this.#window) / half));
  }

  /** Begins hypotheses that have no tokens. */
  begin(): Promise<Hypotheses> {
    return this.model.begin(this.context);
  }

  /** Begins hypotheses that have these tokens, all as many: those that they have in common are read once. */
  async beginAnew(texts: readonly Int32Array[]): Promise<Hypotheses> {
    const [first] = texts as [Int32Array];
    const differs = first.findIndex((token, i) => texts.some((text) => text[i] !== token));
    const common = differs < 0 ? first.length : differs;
    if (common === 0) return this.model.begin(this.context, texts);
    using context = await this.model.read(first.subarray(0, common), this.context);
    return await this.model.begin(context, texts.map((text) => text.subarray(common)));
  }
}
