import { type SourceType, viewOf } from "./source_type.ts";

/**
 * A block: the scale (float16), the fifth bits of 32 codes, 16 bytes of their lower four. Element = scale * (code - 16),
 * which 8 bits hold exactly.
 */
export const Q5_0: SourceType = {
  name: "Q5_0",
  block: 32,
  bytes: 22,
  becomes: "Q8_0",
  rewrite: (source, { data, scales }) => {
    for (let b = 0; 22 * b < source.length; b++) {
      scales.set(source.subarray(22 * b, 22 * b + 2), 2 * b);
      for (let i = 0; i < 32; i++) data[32 * b + i] = codeOf(source, 22 * b + 2, i) - 16 + 128;
    }
  },
  floats: (source, floats) => {
    const view = viewOf(source);
    for (let b = 0; 22 * b < source.length; b++) {
      const scale = view.getFloat16(22 * b, true);
      for (let i = 0; i < 32; i++) floats[32 * b + i] = scale * (codeOf(source, 22 * b + 2, i) - 16);
    }
  },
};

/** The code of 5 bits of an element of a block whose fifth bits begin at `at`. */
export function codeOf(source: Uint8Array, at: number, element: number): number {
  const byte = source[at + 4 + element % 16]!;
  const fifth = source[at + (element >> 3)]! >> (element % 8) & 1;
  return (element < 16 ? byte & 15 : byte >> 4) | fifth << 4;
}
