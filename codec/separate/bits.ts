/** The bits of bytes, the highest of each first: 0 or 1 each. */
export function bitsOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 8 * bytes.length }, (_, i) => (bytes[i >> 3]! >> (7 - i % 8)) & 1);
}

/** The bytes of bits, the highest of each first; bits that fill no byte are left out. */
export function bytesOfBits(bits: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(bits.length >> 3);
  for (let i = 0; i < 8 * bytes.length; i++) bytes[i >> 3]! |= bits[i]! << (7 - i % 8);
  return bytes;
}

/** Appends a whole number in so many bits, the highest first. */
export function pushNumber(bits: number[], value: number, count: number): void {
  for (let i = count - 1; i >= 0; i--) bits.push(Math.floor(value / 2 ** i) % 2);
}

/** Reads bits one after the other: past their end there are zeros. */
export class BitReader {
  /** How many have been read, those past the end among them. */
  at = 0;

  constructor(private readonly bits: Uint8Array) {}

  /** True where all bits have been read. */
  get isAtEnd(): boolean {
    return this.at >= this.bits.length;
  }

  bit(): number {
    return this.bits[this.at++] ?? 0;
  }

  /** A whole number of so many bits, the highest first. */
  number(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = 2 * value + this.bit();
    return value;
  }
}
