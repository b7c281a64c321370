/** A cyclic redundancy check over bits, register cleared at the start. `polynomial` leaves out its highest power. */
export interface Crc {
  readonly length: number;
  readonly polynomial: number;
}

/** x^6 + x^5 + 1 (3GPP TS 38.212 section 5.1). */
export const CRC6: Crc = { length: 6, polynomial: 0x21 };

/** The CRC24A of 3GPP TS 38.212 section 5.1, which transport blocks of more than 3,824 bits have. */
export const CRC24: Crc = { length: 24, polynomial: 0x864cfb };

/** x^11 + x^10 + x^9 + x^5 + 1 (3GPP TS 38.212 section 5.1). */
export const CRC11: Crc = { length: 11, polynomial: 0x621 };

/** x^16 + x^12 + x^5 + 1 (3GPP TS 38.212 section 5.1), which transport blocks of up to 3,824 bits have. */
export const CRC16: Crc = { length: 16, polynomial: 0x1021 };

/**
 * The remainder of the first `count` bits (the first is the highest power) times x^length, divided by the polynomial:
 * the parity bits as a number, the first in the highest place. Over the bits and their parity together it is 0.
 */
export function crcOf({ length, polynomial }: Crc, bits: Uint8Array, count: number): number {
  const top = length - 1;
  const mask = 2 ** length - 1;
  let register = 0;
  for (let i = 0; i < count; i++) {
    const carry = ((register >>> top) ^ bits[i]!) & 1;
    register = ((register << 1) & mask) ^ (-carry & polynomial);
  }
  return register;
}

/** Writes the parity of the first `count` bits after them. */
export function appendCrc(crc: Crc, bits: Uint8Array, count: number): void {
  const parity = crcOf(crc, bits, count);
  for (let i = 0; i < crc.length; i++) bits[count + i] = (parity >>> (crc.length - 1 - i)) & 1;
}
