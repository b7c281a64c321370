import { LEAST, weighBits } from "./branches.ts";
import { OUTPUTS, STATES } from "./trellis.ts";

const HALF = STATES / 2;
const EACH = HALF / 4;

/** Of a block that bites its tail each direction goes through so many steps at least before it counts. */
const WARM_UP = 40;

/** How a block ends: in state 0, where it began; or in the state in which it began, whichever that was. */
export type Tail = "zero" | "biting";

/**
 * The BCJR decoder (Bahl, Cocke, Jelinek and Raviv, 1974) of the (133, 171) code. Its LLRs are exact, a posteriori, as long as
 * those of the channel are, where the trellis starts and ends in state 0. Where a block bites its tail each direction goes round more
 * than once, and starts with what it knows from before.
 *
 * It works on probabilities themselves, not on their logarithms: a step is two products and a sum for each state, which is
 * faster than the approximation by a maximum. Every step's probabilities are scaled to a sum of 1.
 *
 * Both polynomials have their first and last tap. So of the four branches that join the states 2j and 2j + 1 with j
 * (input 0) and j + 32 (input 1), two have the same output and two its complement: two weights serve all four.
 */
export class Bcjr {
  readonly #steps: number;
  /** Forward probabilities before every step and after the last, 64 to a step. */
  readonly #alpha: Float64Array;
  #beta = new Float64Array(STATES);
  #previous = new Float64Array(STATES);
  /** Weights of the values 0 and 1 of every mother bit. */
  readonly #weights: Float64Array;
  /** The weight of each branch of the present step, by output 2 * A + B. */
  readonly #branch = new Float64Array(4);
  /** All j by the output of the branch from state 2j with input 0: eight of each, whose weights stay in registers. */
  readonly #order = Uint8Array.from({ length: HALF }, (_, j) => j).sort((i, j) => OUTPUTS[4 * i]! - OUTPUTS[4 * j]!);

  constructor(steps: number, private readonly tail: Tail = "zero") {
    this.#steps = steps;
    this.#alpha = new Float64Array((steps + 1) * STATES);
    this.#weights = new Float64Array(4 * steps);
  }

  /** Fills `soft` (its length: the first input bits) from the LLRs of the mother bits A0 B0 A1 B1 ... (2 * steps). */
  decode(mother: Float64Array, soft: Float32Array): void {
    const alpha = this.#alpha;
    weighBits(mother, this.#weights);
    if (this.tail === "zero") {
      alpha.fill(0, 0, STATES);
      alpha[0] = 1;
      this.#beta.fill(0);
      this.#beta[0] = 1;
    } else {
      alpha.fill(1 / STATES, 0, STATES);
      this.#beta.fill(1 / STATES);
      for (let steps = 0; steps < WARM_UP; steps += this.#steps) {
        this.#forward();
        alpha.copyWithin(0, this.#steps * STATES);
        this.#backward(soft);
      }
    }
    this.#forward();
    this.#backward(soft);
  }

  /** Fills the weights of a step's branches, all times `scale`. */
  #weigh(step: number, scale: number): void {
    const weights = this.#weights;
    const branch = this.#branch;
    const zero = scale * weights[4 * step + 2]!;
    const one = scale * weights[4 * step + 3]!;
    branch[0] = weights[4 * step]! * zero;
    branch[1] = weights[4 * step]! * one;
    branch[2] = weights[4 * step + 1]! * zero;
    branch[3] = weights[4 * step + 1]! * one;
  }

  #forward(): void {
    const alpha = this.#alpha;
    const order = this.#order;
    const branch = this.#branch;
    let scale = 1;
    for (let step = 0; step < this.#steps; step++) {
      this.#weigh(step, scale);
      const from = step * STATES;
      const to = from + STATES;
      let sum = 0;
      for (let output = 0; output < 4; output++) {
        const weight = branch[output]!;
        const complement = branch[3 - output]!;
        for (let i = output * EACH, end = i + EACH; i < end; i++) {
          const j = order[i]!;
          const even = alpha[from + 2 * j]!;
          const odd = alpha[from + 2 * j + 1]!;
          const low = even * weight + odd * complement;
          const high = even * complement + odd * weight;
          alpha[to + j] = low;
          alpha[to + j + HALF] = high;
          sum += low + high;
        }
      }
      scale = 1 / sum;
    }
  }

  #backward(soft: Float32Array): void {
    const alpha = this.#alpha;
    const order = this.#order;
    const branch = this.#branch;
    let beta = this.#beta;
    let previous = this.#previous;
    let scale = 1;
    for (let step = this.#steps - 1; step >= 0; step--) {
      this.#weigh(step, scale);
      const to = (step + 1) * STATES;
      // The state after a step has the step's input in its highest place, so the halves are the two hypotheses.
      let zero = 0;
      let one = 0;
      let sum = 0;
      for (let output = 0; output < 4; output++) {
        const weight = branch[output]!;
        const complement = branch[3 - output]!;
        for (let i = output * EACH, end = i + EACH; i < end; i++) {
          const j = order[i]!;
          const low = beta[j]!;
          const high = beta[j + HALF]!;
          zero += alpha[to + j]! * low;
          one += alpha[to + j + HALF]! * high;
          const even = low * weight + high * complement;
          const odd = low * complement + high * weight;
          previous[2 * j] = even;
          previous[2 * j + 1] = odd;
          sum += even + odd;
        }
      }
      if (step < soft.length) soft[step] = Math.log(Math.max(LEAST, zero) / Math.max(LEAST, one));
      scale = 1 / sum;
      [beta, previous] = [previous, beta];
    }
    this.#beta = beta;
    this.#previous = previous;
  }
}
