import type { Prior } from "../causal/prior.ts";
import type { Knowledge } from "../codec.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { Walk } from "./walk.ts";

/** The log-probabilities, base e, of all tokens to come after a hypothesis: [vocabulary]. */
export interface Expectation {
  /** By all that the receiver has read: how likely a token is. */
  readonly own: Float32Array;
  /** By what both ends have read: how many uses a token takes. The same array where that is all. */
  readonly shared: Float32Array;
}

/** The hypotheses of a search, all of as many tokens, with what is expected after each. */
export class Beam implements Disposable {
  private constructor(
    private hypotheses: readonly Hypothesis[],
    private readonly own: Walk,
    private readonly shared: Walk,
  ) {}

  /** Begins with hypotheses of no tokens. */
  static async begin({ own, shared }: Knowledge<Prior>, roots: readonly Hypothesis[]): Promise<Beam> {
    using stack = new DisposableStack();
    const walk = stack.use(await Walk.begin(own, roots.length));
    const other = own === shared ? walk : stack.use(await Walk.begin(shared, roots.length));
    stack.move();
    return new Beam(roots, walk, other);
  }

  /** The hypotheses, the best first. */
  get all(): readonly Hypothesis[] {
    return this.hypotheses;
  }

  /** What is expected after hypothesis i. */
  after(i: number): Expectation {
    return { own: this.own.logProbabilities(i), shared: this.shared.logProbabilities(i) };
  }

  /** Goes on to hypotheses of one token more, each from the one that was `parents[i]`. */
  async step(hypotheses: readonly Hypothesis[], parents: readonly number[]): Promise<void> {
    await this.own.step(hypotheses, parents);
    if (this.shared !== this.own) await this.shared.step(hypotheses, parents);
    this.hypotheses = hypotheses;
  }

  [Symbol.dispose](): void {
    this.own[Symbol.dispose]();
    if (this.shared !== this.own) this.shared[Symbol.dispose]();
  }
}
