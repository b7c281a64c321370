/** Memory of the code: the six past input bits, the latest in the highest place, are the state. */
export const MEMORY = 6;
/** States of the trellis. */
export const STATES = 1 << MEMORY;
// Octal 133 and 171: the highest place is the present input, the lowest the one six steps ago.
const A = 0o133;
const B = 0o171;

/** OUTPUTS[2 * state + input] is 2 * A + B, the two output bits of a step. The next state is (input, state) >> 1. */
export const OUTPUTS: Uint8Array = Uint8Array.from({ length: 2 * STATES }, (_, index) => {
  const register = ((index & 1) << MEMORY) | (index >> 1);
  return 2 * parity(register & A) + parity(register & B);
});

function parity(word: number): number {
  let odd = 0;
  for (; word !== 0; word &= word - 1) odd ^= 1;
  return odd;
}
