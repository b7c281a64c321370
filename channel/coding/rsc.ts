import { LEAST, weighBranches } from "./branches.ts";

/** States of the constituent encoder. */
const STATES = 8;

/**
 * A step of the recursive systematic encoder of 3GPP TS 36.212 section 5.1.3.2.1: feedback 1 + D^2 + D^3, parity 1 + D + D^3.
 * A state is its last three bits, the latest in the lowest place.
 * @returns The next state, and the parity bit in the place above it.
 */
export function stepRsc(state: number, input: number): number {
  const [first, second, third] = [state & 1, (state >> 1) & 1, state >> 2];
  const fed = input ^ second ^ third;
  return (((state << 1) | fed) & 7) | ((fed ^ first ^ third) << 3);
}

/** The input that feeds a zero into the register. */
export function terminate(state: number): number {
  return ((state >> 1) ^ (state >> 2)) & 1;
}

/** By 2 * state + input: the next state and the parity bit. */
const NEXT = Uint8Array.from({ length: 2 * STATES }, (_, i) => stepRsc(i >> 1, i & 1) & 7);
const PARITY = Uint8Array.from({ length: 2 * STATES }, (_, i) => stepRsc(i >> 1, i & 1) >> 3);

/**
 * The BCJR decoder of that encoder, from state 0 to state 0, on probabilities (see bcjr.ts): exact a posteriori LLRs of the inputs.
 */
export class RscDecoder {
  readonly #steps: number;
  readonly #alpha: Float64Array;
  #beta = new Float64Array(STATES);
  #previous = new Float64Array(STATES);
  /** Weights of a step's branches, by 2 * input + parity. */
  readonly #branch = new Float64Array(4);

  constructor(steps: number) {
    this.#steps = steps;
    this.#alpha = new Float64Array((steps + 1) * STATES);
  }

  /** Fills `posterior` from LLRs of inputs, all that is known of each, and of parity bits: one of each a step. */
  decode(input: Float64Array, parity: Float64Array, posterior: Float64Array): void {
    const alpha = this.#alpha;
    const branch = this.#branch;
    alpha.fill(0);
    alpha[0] = 1;
    let scale = 1;
    for (let step = 0; step < this.#steps; step++) {
      weighBranches(input[step]!, parity[step]!, scale, branch);
      const from = step * STATES;
      const to = from + STATES;
      let sum = 0;
      for (let i = 0; i < 2 * STATES; i++) {
        const value = alpha[from + (i >> 1)]! * branch[2 * (i & 1) + PARITY[i]!]!;
        alpha[to + NEXT[i]!]! += value;
        sum += value;
      }
      scale = 1 / sum;
    }
    let beta = this.#beta.fill(0);
    let previous = this.#previous;
    beta[0] = 1;
    scale = 1;
    for (let step = this.#steps - 1; step >= 0; step--) {
      weighBranches(input[step]!, parity[step]!, scale, branch);
      const from = step * STATES;
      let [zero, one, sum] = [0, 0, 0];
      for (let state = 0; state < STATES; state++) {
        const low = branch[PARITY[2 * state]!]! * beta[NEXT[2 * state]!]!;
        const high = branch[2 + PARITY[2 * state + 1]!]! * beta[NEXT[2 * state + 1]!]!;
        zero += alpha[from + state]! * low;
        one += alpha[from + state]! * high;
        previous[state] = low + high;
        sum += low + high;
      }
      posterior[step] = Math.log(Math.max(LEAST, zero) / Math.max(LEAST, one));
      scale = 1 / sum;
      [beta, previous] = [previous, beta];
    }
    this.#beta = beta;
    this.#previous = previous;
  }
}
