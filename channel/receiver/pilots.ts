import type { GainStatistics } from "../channel.ts";

/** The most pilots of a message: an estimate solves as many equations as there are pilots. */
export const MOST_PILOTS = 256;

/** Which of a message's uses are pilots, and what is known of them before they are heard. */
export interface Pilots {
  /** Their places among all uses of the message, in rising order. */
  readonly positions: Int32Array;
  /** What is known of the gains of all uses of the message. */
  readonly statistics: GainStatistics;
  /** Variance of the noise of one pilot divided by its amplitude: N0 over the pilot's power. */
  readonly noise: number;
}

/**
 * Spreads pilots evenly through a message: each is in the middle of its share of the uses.
 *
 * @param uses All uses of the message, the pilots among them; no fewer than pilots.
 * @returns The places of the pilots, in rising order.
 */
export function pilotPositions(uses: number, pilots: number): Int32Array {
  return Int32Array.from({ length: pilots }, (_, k) => Math.floor((2 * k + 1) * uses / (2 * pilots)));
}
