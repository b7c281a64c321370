import { type BitReader, pushNumber } from "./bits.ts";

/** A number that is coded has at most this many zeros before it: no message has 2^40 bits. */
const MAX_ZEROS = 32;

/**
 * Appends a whole number by an exponential Golomb code (ITU-T H.264 section 9.1 has order 0): as many zeros as the number plus
 * 2^order has binary places above order + 1, then that sum.
 */
export function pushGolomb(bits: number[], value: number, order: number): void {
  const sum = value + 2 ** order;
  const places = Math.floor(Math.log2(sum)) + 1;
  for (let i = order + 1; i < places; i++) bits.push(0);
  pushNumber(bits, sum, places);
}

/** Reads such a number. */
export function readGolomb(reader: BitReader, order: number): number {
  let zeros = 0;
  while (zeros < MAX_ZEROS && reader.bit() === 0) zeros++;
  return 2 ** (order + zeros) + reader.number(order + zeros) - 2 ** order;
}
