/** Information bits to coded bits, a trellis step each, of the 802.11 patterns at rates 2/3, 3/4 and 5/6. */
const STANDARD_PERIODS = [2, 3, 5];

/**
 * Which mother bits of a rate-1/2 code are sent, in order: n indices into A0 B0 A1 B1 ... of `steps` trellis steps
 * (steps <= n). Some steps are sent in full, spread evenly from the first one on; after each, the steps up to the next
 * full one send A only, B only, A only, ... That is the rule behind the patterns of IEEE 802.11-2020 section 17.3.5.6
 * (rates 2/3 and 3/4) and section 19.3.11.6 (5/6), which come out exactly wherever n has their ratio to the steps.
 * Beyond 2 * steps the mother bits are sent again from the first.
 */
export function sentPositions(steps: number, n: number): Int32Array {
  const positions = new Int32Array(n);
  if (n >= 2 * steps) {
    for (let i = 0; i < n; i++) positions[i] = i % (2 * steps);
    return positions;
  }
  const full = n - steps;
  // A ratio "matches" when the standard pattern, cut off at the last step, sends n bits.
  const period = STANDARD_PERIODS.find((period) => Math.ceil(steps / period) === full);
  const isFull = (step: number) => period === undefined ? (step * full) % steps < full : step % period === 0;
  let i = 0;
  let second = 0;
  for (let step = 0; step < steps; step++) {
    if (isFull(step)) {
      positions[i++] = 2 * step;
      positions[i++] = 2 * step + 1;
      second = 0;
    } else {
      positions[i++] = 2 * step + second;
      second ^= 1;
    }
  }
  return positions;
}
