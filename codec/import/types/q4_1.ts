import { inOrder } from "./nibbles.ts";
import { type SourceType, viewOf } from "./source_type.ts";

/** A block: the scale and the minimum (float16), 16 bytes of codes. Element = scale * code + minimum. */
export const Q4_1: SourceType = {
  name: "Q4_1",
  block: 32,
  bytes: 20,
  becomes: "Q4_1",
  rewrite: (source, { data, scales, minima }) => {
    for (let b = 0; 20 * b < source.length; b++) {
      scales.set(source.subarray(20 * b, 20 * b + 2), 2 * b);
      minima.set(source.subarray(20 * b + 2, 20 * b + 4), 2 * b);
      inOrder(source, 20 * b + 4, data, 16 * b);
    }
  },
  floats: (source, floats) => {
    const view = viewOf(source);
    for (let b = 0; 20 * b < source.length; b++) {
      const scale = view.getFloat16(20 * b, true);
      const minimum = view.getFloat16(20 * b + 2, true);
      for (let i = 0; i < 16; i++) {
        const byte = source[20 * b + 4 + i]!;
        floats[32 * b + i] = scale * (byte & 15) + minimum;
        floats[32 * b + 16 + i] = scale * (byte >> 4) + minimum;
      }
    }
  },
};
