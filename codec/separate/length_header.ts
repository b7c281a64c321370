import { BitReader, pushNumber } from "./bits.ts";

/** Bits of the number of a message's own, in the shortest header. */
const ORDER = 8;

/** A number that is coded has at most this many zeros before it: no message has 2^40 bits. */
const MAX_ZEROS = 32;

/**
 * Puts before bits how many there are, by an exponential Golomb code of order 8 (ITU-T H.264 section 9.1 has order 0): as
 * many zeros as the number plus 2^8 has binary places above nine, then that sum. A sentence's header takes 9 to 13 bits.
 */
export function addLength(bits: Uint8Array): Uint8Array {
  const value = bits.length + 2 ** ORDER;
  const places = Math.floor(Math.log2(value)) + 1;
  const header: number[] = new Array(places - ORDER - 1).fill(0);
  pushNumber(header, value, places);
  const all = new Uint8Array(header.length + bits.length);
  all.set(header);
  all.set(bits, header.length);
  return all;
}

/** The bits behind a header: as many as it says, or all that there are where it says more. */
export function takeLength(framed: Uint8Array): Uint8Array {
  const reader = new BitReader(framed);
  let zeros = 0;
  while (zeros < MAX_ZEROS && reader.bit() === 0) zeros++;
  const length = 2 ** (ORDER + zeros) + reader.number(ORDER + zeros) - 2 ** ORDER;
  return framed.subarray(reader.at, reader.at + length);
}
