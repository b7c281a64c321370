import { OUTPUTS, STATES } from "./trellis.ts";

const HALF = STATES / 2;

/**
 * The max-log-MAP (BCJR) decoder of the (133, 171) code whose trellis starts and ends in state 0.
 * Its LLRs are the difference between the best path with the bit at 0 and the best path with it at 1.
 *
 * Both polynomials have their first and last tap. So of the four branches that join the states 2j and 2j + 1 with j
 * (input 0) and j + 32 (input 1), two have the same output and two its complement: one metric and its negative. And
 * max(x + m, y - m) is taken as (x + y + |x - y + 2m|) / 2, because a processor mispredicts half of the comparisons.
 */
export class Bcjr {
  readonly #steps: number;
  /** Forward metrics before every step and after the last, 64 to a step. */
  readonly #alpha: Float64Array;
  #beta = new Float64Array(STATES);
  #previous = new Float64Array(STATES);
  /** Twice the metric of each branch of the present step, by output 2 * A + B. */
  readonly #branch = new Float64Array(4);
  /** The output of the branch from state 2j with input 0. */
  readonly #output = Uint8Array.from({ length: HALF }, (_, j) => OUTPUTS[4 * j]!);

  constructor(steps: number) {
    this.#steps = steps;
    this.#alpha = new Float64Array((steps + 1) * STATES);
  }

  /** Fills `soft` (its length: the first input bits) from the LLRs of the mother bits A0 B0 A1 B1 ... (2 * steps). */
  decode(mother: Float64Array, soft: Float32Array): void {
    let total = 1;
    for (let i = 0; i < mother.length; i++) total += Math.abs(mother[i]!);
    // A metric no path from a forbidden state can make up for, yet near enough to the others to keep their precision.
    const never = -2 * total;
    this.#forward(mother, never);
    this.#backward(mother, soft, never);
  }

  #weigh(mother: Float64Array, step: number): void {
    const a = mother[2 * step]!;
    const b = mother[2 * step + 1]!;
    const branch = this.#branch;
    branch[0] = a + b;
    branch[1] = a - b;
    branch[2] = b - a;
    branch[3] = -a - b;
  }

  #forward(mother: Float64Array, never: number): void {
    const alpha = this.#alpha;
    const output = this.#output;
    const branch = this.#branch;
    alpha.fill(never, 0, STATES);
    alpha[0] = 0;
    for (let step = 0; step < this.#steps; step++) {
      this.#weigh(mother, step);
      const from = step * STATES;
      const to = from + STATES;
      for (let j = 0; j < HALF; j++) {
        const metric = branch[output[j]!]!;
        const even = alpha[from + 2 * j]!;
        const odd = alpha[from + 2 * j + 1]!;
        const sum = even + odd;
        const difference = even - odd;
        alpha[to + j] = (sum + Math.abs(difference + metric)) / 2;
        alpha[to + j + HALF] = (sum + Math.abs(difference - metric)) / 2;
      }
    }
  }

  #backward(mother: Float64Array, soft: Float32Array, never: number): void {
    const alpha = this.#alpha;
    const output = this.#output;
    const branch = this.#branch;
    let beta = this.#beta;
    let previous = this.#previous;
    beta.fill(never);
    beta[0] = 0;
    for (let step = this.#steps - 1; step >= 0; step--) {
      this.#weigh(mother, step);
      const to = (step + 1) * STATES;
      // The state after a step has the step's input in its highest place, so the halves are the two hypotheses.
      let zero = -Infinity;
      let one = -Infinity;
      for (let j = 0; j < HALF; j++) {
        const metric = branch[output[j]!]!;
        const low = beta[j]!;
        const high = beta[j + HALF]!;
        const atZero = alpha[to + j]! + low;
        const atOne = alpha[to + j + HALF]! + high;
        if (atZero > zero) zero = atZero;
        if (atOne > one) one = atOne;
        const sum = low + high;
        const difference = low - high;
        previous[2 * j] = (sum + Math.abs(difference + metric)) / 2;
        previous[2 * j + 1] = (sum + Math.abs(difference - metric)) / 2;
      }
      if (step < soft.length) soft[step] = zero - one;
      [beta, previous] = [previous, beta];
    }
    this.#beta = beta;
    this.#previous = previous;
  }
}
