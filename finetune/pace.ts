import type { Position } from "./checkpoint.ts";

/** Progress of a run. */
export interface Progress {
  /** Counted from 1; of how many. */
  readonly epoch: number;
  readonly epochs: number;
  readonly steps: number;
  readonly totalSteps: number;
  /** Mean loss of a token since the last report, in nats. It and the two below are NaN before the first step since the run began or went on. */
  readonly loss: number;
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
  /** What validation says, after an epoch: "BLEU" or "bits a word". */
  readonly figure?: { readonly name: string; readonly value: number };
}

/** Seconds between two reports. */
const REPORT_SECONDS = 5;

/** Measures how fast a run is, and reports it now and then. */
export class Pace {
  readonly #start = performance.now();
  readonly #from: number;
  #reported = performance.now();
  #losses = 0;
  #tokens = 0;
  /** The last estimate, which is said again where no step lies between. */
  #lately = { loss: NaN, tokensPerSecond: NaN };

  constructor(
    { steps }: Position,
    private readonly epochs: number,
    private readonly totalSteps: number,
    private readonly report: (progress: Progress) => void,
  ) {
    this.#from = steps;
  }

  step(position: Position, loss: number, tokens: number): void {
    this.#losses += loss * tokens;
    this.#tokens += tokens;
    if (performance.now() - this.#reported > 1000 * REPORT_SECONDS) {
      this.#say({ ...position, epoch: position.epoch + 1 });
    }
  }

  judged(position: Position, figure: NonNullable<Progress["figure"]>): void {
    this.#say(position, figure);
  }

  #say({ epoch, steps }: Position, figure?: Progress["figure"]): void {
    const now = performance.now();
    if (this.#tokens > 0) {
      const tokensPerSecond = 1000 * this.#tokens / (now - this.#reported);
      this.#lately = { loss: this.#losses / this.#tokens, tokensPerSecond };
    }
    this.report({
      epoch,
      epochs: this.epochs,
      steps,
      totalSteps: this.totalSteps,
      ...this.#lately,
      secondsLeft: steps === this.#from
        ? NaN
        : (now - this.#start) / 1000 / (steps - this.#from) * (this.totalSteps - steps),
      ...figure !== undefined && { figure },
    });
    this.#reported = performance.now();
    this.#losses = this.#tokens = 0;
  }
}
