import { viewOf } from "./source_type.ts";

/** Elements of a super-block, which is eight blocks with scales and minima of their own. */
export const SUPER_BLOCK = 256;

/** Bytes of the scales and minima, of 6 bits each, of a super-block. */
export const SCALES_BYTES = 12;

/**
 * Calls `visit` with each block of super-blocks of so many bytes that begin with what their scales and minima are multiplied
 * by (float16) and those, and end with 128 bytes of codes: of each 32, the lower halves are a block and the upper halves
 * the next. Element = scale * code + minimum; the codes begin at `codes` and must be shifted down by `shift`.
 */
export function forBlocks(
  source: Uint8Array,
  bytes: number,
  visit: (block: number, scale: number, minimum: number, codes: number, shift: number) => void,
): void {
  const view = viewOf(source);
  for (let at = 0, block = 0; at < source.length; at += bytes) {
    const [scales, minima] = [view.getFloat16(at, true), view.getFloat16(at + 2, true)];
    for (let i = 0; i < 8; i++) {
      const [scale, minimum] = scaleAndMinimum(source, at + 4, i);
      const codes = at + bytes - SUPER_BLOCK / 2 + 32 * (i >> 1);
      // Both products are exact in float32: 11 bits times 6.
      visit(block++, scales * scale, -minima * minimum, codes, 4 * (i & 1));
    }
  }
}

/**
 * The scale and the minimum of a block of a super-block whose scales begin at `at`. The first four of each lie in the
 * lower 6 bits of 8 bytes; the others' lower 4 bits lie in 4 more, and their upper 2 above the first ones'.
 */
function scaleAndMinimum(source: Uint8Array, at: number, block: number): [number, number] {
  if (block < 4) return [source[at + block]! & 63, source[at + block + 4]! & 63];
  const lower = source[at + block + 4]!;
  return [
    lower & 15 | source[at + block - 4]! >> 6 << 4,
    lower >> 4 | source[at + block]! >> 6 << 4,
  ];
}
