import { LEAST, weighBits } from "./branches.ts";

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

/**
 * The BCJR decoder of that encoder, from state 0 to state 0, on probabilities (see bcjr.ts): exact a posteriori LLRs of the inputs.
 *
 * A step is written out state by state (stepRsc says which branches there are), so that all eight probabilities stay in registers: four
 * times as fast as by tables of next states and parity bits.
 */
export class RscDecoder {
  readonly #steps: number;
  /** Forward probabilities before every step, 8 to a step. */
  readonly #alpha: Float64Array;
  /** Weights of the values 0 and 1 of every step's input and parity bit. */
  readonly #input: Float64Array;
  readonly #parity: Float64Array;

  constructor(steps: number) {
    this.#steps = steps;
    this.#alpha = new Float64Array(steps * STATES);
    this.#input = new Float64Array(2 * steps);
    this.#parity = new Float64Array(2 * steps);
  }

  /** Takes the LLRs of a block's parity bits, one a step, which stay from one pass to the next. */
  listen(parity: Float64Array): void {
    weighBits(parity, this.#parity);
  }

  /** Fills `posterior` from LLRs of inputs, all that is known of each besides the parity bits: one a step. */
  decode(input: Float64Array, posterior: Float64Array): void {
    weighBits(input, this.#input);
    this.#forward();
    this.#backward(posterior);
  }

  #forward(): void {
    const alpha = this.#alpha, input = this.#input, parity = this.#parity;
    let a0 = 1, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0, a6 = 0, a7 = 0;
    let scale = 1;
    for (let step = 0, at = 0; step < this.#steps; step++, at += STATES) {
      alpha[at] = a0;
      alpha[at + 1] = a1;
      alpha[at + 2] = a2;
      alpha[at + 3] = a3;
      alpha[at + 4] = a4;
      alpha[at + 5] = a5;
      alpha[at + 6] = a6;
      alpha[at + 7] = a7;
      // Named by input and parity.
      const zero = scale * parity[2 * step]!, one = scale * parity[2 * step + 1]!;
      const w00 = input[2 * step]! * zero, w01 = input[2 * step]! * one;
      const w10 = input[2 * step + 1]! * zero, w11 = input[2 * step + 1]! * one;
      const b00 = a0 * w00, b01 = a0 * w11, b12 = a1 * w01, b13 = a1 * w10;
      const b25 = a2 * w01, b24 = a2 * w10, b37 = a3 * w00, b36 = a3 * w11;
      const b41 = a4 * w00, b40 = a4 * w11, b53 = a5 * w01, b52 = a5 * w10;
      const b64 = a6 * w01, b65 = a6 * w10, b76 = a7 * w00, b77 = a7 * w11;
      a0 = b00 + b40;
      a1 = b01 + b41;
      a2 = b12 + b52;
      a3 = b13 + b53;
      a4 = b24 + b64;
      a5 = b25 + b65;
      a6 = b36 + b76;
      a7 = b37 + b77;
      scale = 1 / (((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (a6 + a7)));
    }
  }

  #backward(posterior: Float64Array): void {
    const alpha = this.#alpha, input = this.#input, parity = this.#parity;
    let b0 = 1, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0, b7 = 0;
    let scale = 1;
    for (let step = this.#steps - 1, at = step * STATES; step >= 0; step--, at -= STATES) {
      const zero = scale * parity[2 * step]!, one = scale * parity[2 * step + 1]!;
      const w00 = input[2 * step]! * zero, w01 = input[2 * step]! * one;
      const w10 = input[2 * step + 1]! * zero, w11 = input[2 * step + 1]! * one;
      const l0 = w00 * b0, h0 = w11 * b1, l1 = w01 * b2, h1 = w10 * b3;
      const l2 = w01 * b5, h2 = w10 * b4, l3 = w00 * b7, h3 = w11 * b6;
      const l4 = w00 * b1, h4 = w11 * b0, l5 = w01 * b3, h5 = w10 * b2;
      const l6 = w01 * b4, h6 = w10 * b5, l7 = w00 * b6, h7 = w11 * b7;
      const a0 = alpha[at]!, a1 = alpha[at + 1]!, a2 = alpha[at + 2]!, a3 = alpha[at + 3]!;
      const a4 = alpha[at + 4]!, a5 = alpha[at + 5]!, a6 = alpha[at + 6]!, a7 = alpha[at + 7]!;
      const low = ((a0 * l0 + a1 * l1) + (a2 * l2 + a3 * l3)) +
        ((a4 * l4 + a5 * l5) + (a6 * l6 + a7 * l7));
      const high = ((a0 * h0 + a1 * h1) + (a2 * h2 + a3 * h3)) +
        ((a4 * h4 + a5 * h5) + (a6 * h6 + a7 * h7));
      posterior[step] = Math.log(Math.max(LEAST, low) / Math.max(LEAST, high));
      b0 = l0 + h0;
      b1 = l1 + h1;
      b2 = l2 + h2;
      b3 = l3 + h3;
      b4 = l4 + h4;
      b5 = l5 + h5;
      b6 = l6 + h6;
      b7 = l7 + h7;
      scale = 1 / (((b0 + b1) + (b2 + b3)) + ((b4 + b5) + (b6 + b7)));
    }
  }
}
