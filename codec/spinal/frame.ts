/**
 * The frame of a message: how many of its units, channel uses or bits, each token's codeword takes. They follow the
 * information: a token weighs its surprisal and a little more, and takes so many units a step of weight. Surprisals are
 * rounded to steps, so that sums of weights are whole numbers and both ends agree on them though their floats differ; only
 * the rounding of a single token may differ, and a hypothesis near to a rounding boundary goes on both ways (search.ts).
 */

/** Steps of a bit of weight. */
export const STEPS = 8;

/**
 * Bits of a surprisal at most. A model gives tokens of other scripts less than 2^-40, and they have to arrive too; all tokens
 * of a vocabulary with this surprisal have a probability of 0.003 together.
 */
const MAX_BITS = 24;

/** The largest rounded surprisal. */
export const MAX_SURPRISAL = MAX_BITS * STEPS;

/** A token weighs this much besides its surprisal, in steps: one that is nearly certain must be seen to be right as well. */
export const TOKEN_WEIGHT = 1 * STEPS;

/**
 * What follows the end of a message, in steps: a last codeword that stands for no token. It is after a spine of the whole
 * message, and so it tells a right message from a wrong one.
 */
export const TAIL_WEIGHT = 8 * STEPS;

/**
 * The surprisal of a token, in bits.
 * @param logProbability Base e.
 * @param more Bits that are added to it.
 */
export function surprisalOf(logProbability: number, more = 0): number {
  const bits = more - logProbability * Math.LOG2E;
  return bits < MAX_BITS ? bits : MAX_BITS;
}

/** Rounds a surprisal in bits to steps. */
export function roundSurprisal(bits: number): number {
  return bits < MAX_BITS ? Math.floor(bits * STEPS + 0.5) : MAX_SURPRISAL;
}

/** The ways in which an end that computes a surprisal up to `difference` bits off may round it. */
export function roundings(bits: number, difference: number): number[] {
  const [low, high] = [roundSurprisal(Math.max(0, bits - difference)), roundSurprisal(bits + difference)];
  return low === high ? [low] : [low, high];
}

/** The places of a frame's codewords, in units, and their energy. */
export interface Frame {
  /** Units of the whole frame. */
  readonly length: number;
  /** The unit at which the first token's codeword begins. */
  readonly begin: number;
  /** What a token of that rounded surprisal weighs, in steps: the weights before a place say where it is. */
  weightOf(surprisal: number): number;
  /** The energy of each of its units; on average 1. */
  energyOf(surprisal: number): number;
  /** The unit at which what weighs so many steps ends. */
  endOf(steps: number): number;
  /** True where what weighs so many steps ends within the frame. */
  holds(steps: number): boolean;
  /** True where a message of that weight is as long as the frame. */
  endsWith(steps: number): boolean;
}

/** A frame in which a token takes units in proportion to its surprisal and a little more, all of one energy. */
export class InformedFrame implements Frame {
  /**
   * @param length Units of the whole frame.
   * @param begin The unit at which the first token's codeword begins.
   * @param scale Units a step of weight.
   * @param stretch The tail is longer than its weight wants where the scales that a frame can have are no finer: all of
   * the frame after its beginning is at most this times what message and tail want.
   */
  constructor(
    readonly length: number,
    readonly begin: number,
    readonly scale: number,
    private readonly stretch: number,
    private readonly slack: number = SLACK,
  ) {}

  weightOf(surprisal: number): number {
    return surprisal + TOKEN_WEIGHT;
  }

  energyOf(): number {
    return 1;
  }

  /** The little more settles what should be whole. */
  endOf(steps: number): number {
    return Math.min(this.length, this.begin + Math.floor(steps * this.scale + 1e-6));
  }

  holds(steps: number): boolean {
    return this.begin + Math.floor(steps * this.scale + 1e-6) <= this.length;
  }

  endsWith(steps: number): boolean {
    const [wanted, room] = [(steps + TAIL_WEIGHT) * this.scale, this.length - this.begin];
    return wanted <= room + this.slack && room <= wanted * this.stretch + this.slack;
  }
}

/** Units by which roundings, of a message's uses or of the bits that a code holds, change a frame's length. */
const SLACK = 2;

/** The same of a frame of bits whose uses are rounded: half of a use of 256QAM, and what a code's rate leaves of a bit. */
export const BIT_SLACK = 5;

/**
 * The scales that a frame can say itself that it has, where no rate says it: 128 of them, from a 64th of a unit a bit to 32
 * units a bit, each 6.2 % above the one before.
 */
export const SCALES: readonly number[] = Array.from({ length: 128 }, (_, i) => 2 ** (11 * i / 127) / 64 / STEPS);

/** A frame whose scale the rate says. */
export function ratedFrame(length: number, scale: number, slack: number = SLACK): InformedFrame {
  return new InformedFrame(length, 0, scale, 1, slack);
}

/** A frame that says itself that it has the scale of that number. */
export function scaledFrame(length: number, scale: number): InformedFrame {
  const stretch = scale === SCALES.length - 1 ? Infinity : SCALES[scale + 1]! / SCALES[scale]!;
  return new InformedFrame(length, scaleUnits(length), SCALES[scale]!, stretch);
}

/** The number of the largest scale at which a frame of that length holds a message of that weight, or of the least. */
export function fittingScale(length: number, steps: number): number {
  const largest = (length - scaleUnits(length)) / (steps + TAIL_WEIGHT);
  return Math.max(0, SCALES.findLastIndex((scale) => scale <= largest));
}

/** The units of a frame of that length that say its scale, or how many tokens it has. */
export function scaleUnits(length: number): number {
  return Math.min(32, Math.ceil(length / 16));
}
