import type { Hypotheses } from "../causal/hypotheses.ts";
import type { Prior } from "../causal/prior.ts";
import { type Hypothesis, lastTokens } from "./hypothesis.ts";

/** A model's way along the hypotheses of a search: what it says of the tokens after each. */
export class Walk implements Disposable {
  private constructor(
    private readonly prior: Prior,
    private model: Hypotheses,
    /** Hypotheses of the model; those of a search may have different frames and the same tokens. */
    private places: Int32Array,
  ) {}

  /** Begins with `count` hypotheses of no tokens. */
  static async begin(prior: Prior, count: number): Promise<Walk> {
    return new Walk(prior, await prior.begin(), new Int32Array(count));
  }

  /** The log-probabilities, base e, of all tokens to come after hypothesis i: [vocabulary]. */
  logProbabilities(i: number): Float32Array {
    return this.model.logProbabilities[this.places[i]!]!;
  }

  /** Goes on to hypotheses of one token more, each from the one that was `parents[i]`. */
  async step(hypotheses: readonly Hypothesis[], parents: readonly number[]): Promise<void> {
    const { count } = hypotheses[0]!.last!;
    if (this.prior.firstInWindow(count) === this.prior.firstInWindow(count - 1)) {
      await this.model.step(parents.map((parent) => this.places[parent]!), hypotheses.map(({ last }) => last!.token));
    } else {
      this.model[Symbol.dispose]();
      const seen = count - this.prior.firstInWindow(count);
      this.model = await this.prior.beginAnew(hypotheses.map(({ last }) => lastTokens(last, seen)));
    }
    this.places = Int32Array.from(hypotheses, (_, i) => i);
  }

  [Symbol.dispose](): void {
    this.model[Symbol.dispose]();
  }
}
