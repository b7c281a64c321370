import { BitReader } from "./bits.ts";
import { pushGolomb, readGolomb } from "./golomb.ts";

/** Bits of the number of a message's own, in the shortest header. */
const ORDER = 8;

/** Puts before bits how many there are, by an exponential Golomb code of order 8: a sentence's header takes 9 to 13 bits. */
export function addLength(bits: Uint8Array): Uint8Array {
  const header: number[] = [];
  pushGolomb(header, bits.length, ORDER);
  const all = new Uint8Array(header.length + bits.length);
  all.set(header);
  all.set(bits, header.length);
  return all;
}

/** The bits behind a header: as many as it says, or all that there are where it says more. */
export function takeLength(framed: Uint8Array): Uint8Array {
  const reader = new BitReader(framed);
  const length = readGolomb(reader, ORDER);
  return framed.subarray(reader.at, reader.at + length);
}
