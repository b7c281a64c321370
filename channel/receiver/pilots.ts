/** The most pilots of a message: an estimate solves as many equations as there are pilots. */
export const MAX_PILOTS = 256;

/**
 * Spreads pilots evenly through a message: each is in the middle of its share of the uses.
 *
 * @param uses All uses of the message, the pilots among them; no fewer than pilots.
 * @returns The places of the pilots, in rising order.
 */
export function pilotPositions(uses: number, pilots: number): Int32Array {
  return Int32Array.from({ length: pilots }, (_, k) => Math.floor((2 * k + 1) * uses / (2 * pilots)));
}
