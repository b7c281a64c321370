import { codeOf } from "./q5_0.ts";
import { type SourceType, viewOf } from "./source_type.ts";

/**
 * A block: the scale and the minimum (float16), the fifth bits of 32 codes, 16 bytes of their lower four. Element =
 * scale * code + minimum.
 */
export const Q5_1: SourceType = {
  name: "Q5_1",
  block: 32,
  bytes: 24,
  becomes: "Q8_0",
  floats: (source, floats) => {
    const view = viewOf(source);
    for (let b = 0; 24 * b < source.length; b++) {
      const scale = view.getFloat16(24 * b, true);
      const minimum = view.getFloat16(24 * b + 2, true);
      for (let i = 0; i < 32; i++) floats[32 * b + i] = scale * codeOf(source, 24 * b + 4, i) + minimum;
    }
  },
};
