import { type SourceType, viewOf } from "./source_type.ts";

/** A block: the scale (float16), 32 codes of 8 bits with a sign. Element = scale * code. */
export const Q8_0: SourceType = {
  name: "Q8_0",
  block: 32,
  bytes: 34,
  becomes: "Q8_0",
  rewrite: (source, { data, scales }) => {
    for (let b = 0; 34 * b < source.length; b++) {
      scales.set(source.subarray(34 * b, 34 * b + 2), 2 * b);
      // A codec's codes have no sign: 128 is added, which inverts the highest bit.
      for (let i = 0; i < 32; i++) data[32 * b + i] = source[34 * b + 2 + i]! ^ 0x80;
    }
  },
  floats: (source, floats) => {
    const view = viewOf(source);
    for (let b = 0; 34 * b < source.length; b++) {
      const scale = view.getFloat16(34 * b, true);
      for (let i = 0; i < 32; i++) floats[32 * b + i] = scale * view.getInt8(34 * b + 2 + i);
    }
  },
};
