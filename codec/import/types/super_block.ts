/** Elements of a super-block, which is eight blocks with scales and minima of their own. */
export const SUPER_BLOCK = 256;

/** Bytes of the scales and minima, of 6 bits each, of a super-block. */
export const SCALES_BYTES = 12;

/**
 * The scale and the minimum of a block of a super-block whose scales begin at `at`. The first four of each lie in the
 * lower 6 bits of 8 bytes; the others' lower 4 bits lie in 4 more, and their upper 2 above the first ones'.
 */
export function scaleAndMinimum(source: Uint8Array, at: number, block: number): [number, number] {
  if (block < 4) return [source[at + block]! & 63, source[at + block + 4]! & 63];
  const lower = source[at + block + 4]!;
  return [
    lower & 15 | source[at + block - 4]! >> 6 << 4,
    lower >> 4 | source[at + block]! >> 6 << 4,
  ];
}
