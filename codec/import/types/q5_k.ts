import { type SourceType, viewOf } from "./source_type.ts";
import { scaleAndMinimum, SCALES_BYTES, SUPER_BLOCK } from "./super_block.ts";

const FIFTH_BITS = SUPER_BLOCK / 8;
const BYTES = 4 + SCALES_BYTES + FIFTH_BITS + SUPER_BLOCK / 2;

/**
 * A super-block as in Q4_K, with 32 bytes of fifth bits before the codes: bit b of byte i belongs to element i of
 * block b.
 */
export const Q5_K: SourceType = {
  name: "Q5_K",
  block: SUPER_BLOCK,
  bytes: BYTES,
  becomes: "Q8_0",
  floats: (source, floats) => {
    const view = viewOf(source);
    for (let at = 0, element = 0; at < source.length; at += BYTES) {
      const [scales, minima] = [view.getFloat16(at, true), view.getFloat16(at + 2, true)];
      const fifth = at + 4 + SCALES_BYTES;
      for (let block = 0; block < 8; block++) {
        const [scale, minimum] = scaleAndMinimum(source, at + 4, block);
        const [codes, shift] = [fifth + FIFTH_BITS + 32 * (block >> 1), 4 * (block & 1)];
        for (let i = 0; i < 32; i++) {
          const code = source[codes + i]! >> shift & 15 | (source[fifth + i]! >> block & 1) << 4;
          floats[element++] = Math.fround(scales * scale) * code - Math.fround(minima * minimum);
        }
      }
    }
  },
};
