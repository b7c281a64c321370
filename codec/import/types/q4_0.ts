import { inOrder } from "./nibbles.ts";
import { type SourceType, viewOf } from "./source_type.ts";

/** A block: the scale (float16), 16 bytes of codes. Element = scale * (code - 8). */
export const Q4_0: SourceType = {
  name: "Q4_0",
  block: 32,
  bytes: 18,
  becomes: "Q4_0",
  rewrite: (source, { data, scales }) => {
    for (let b = 0; 18 * b < source.length; b++) {
      scales.set(source.subarray(18 * b, 18 * b + 2), 2 * b);
      inOrder(source, 18 * b + 2, data, 16 * b);
    }
  },
  floats: (source, floats) => {
    const view = viewOf(source);
    for (let b = 0; 18 * b < source.length; b++) {
      const scale = view.getFloat16(18 * b, true);
      for (let i = 0; i < 16; i++) {
        const byte = source[18 * b + 2 + i]!;
        floats[32 * b + i] = scale * ((byte & 15) - 8);
        floats[32 * b + 16 + i] = scale * ((byte >> 4) - 8);
      }
    }
  },
};
