import { type Frame, type InformedFrame, scaleUnits, TAIL_WEIGHT, TOKEN_WEIGHT } from "./frame.ts";

/** Energies are powers of 2 to a whole multiple of this, so that few tables of likelihoods serve all of a use. */
const ENERGY_STEP = 1 / 16;

/**
 * A frame in which every token takes as many units as the others, with energy in proportion to its surprisal and a little
 * more. Where a token begins does not hang on those before it, so that a wrong one leaves those after it where they are: with a
 * memory of 0 such a message degrades word by word. It is as long as if its units followed its information, which is how
 * the receiver knows how much information there is; the number of its tokens it says itself, after whatever says its scale.
 */
export class EvenFrame implements Frame {
  readonly length: number;
  readonly begin: number;
  /** Units a token. */
  readonly #units: number;
  /** Energy a step of weight. */
  readonly #energy: number;

  /**
   * @param informed The frame that it takes the place of.
   * @param tokens With the one that ends the message.
   */
  constructor(informed: InformedFrame, private readonly tokens: number) {
    const { length } = informed;
    const weight = weightIn(informed);
    this.length = length;
    this.begin = Math.min(length, informed.begin + scaleUnits(length));
    this.#units = (length - this.begin) * weight / (weight + TAIL_WEIGHT) / tokens;
    this.#energy = tokens / weight;
  }

  /** A step is a token. */
  weightOf(): number {
    return 1;
  }

  energyOf(surprisal: number): number {
    const energy = (surprisal + TOKEN_WEIGHT) * this.#energy;
    return 2 ** (Math.round(Math.log2(energy) / ENERGY_STEP) * ENERGY_STEP);
  }

  endOf(steps: number): number {
    return Math.min(this.length, this.begin + Math.floor(steps * this.#units + 1e-6));
  }

  holds(steps: number): boolean {
    return steps <= this.tokens;
  }

  endsWith(steps: number): boolean {
    return steps === this.tokens;
  }
}

/** The most tokens that a message as long as a frame may have: each weighs something. */
export function mostTokens(informed: InformedFrame): number {
  return Math.max(1, Math.floor(weightIn(informed) / TOKEN_WEIGHT));
}

/** The weight of a message that is as long as a frame, without its tail, in steps. */
function weightIn({ length, begin, scale }: InformedFrame): number {
  return Math.max(TOKEN_WEIGHT, (length - begin) / scale - TAIL_WEIGHT);
}
