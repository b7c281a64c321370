import type { SourceType } from "./source_type.ts";
import { forBlocks, SCALES_BYTES, SUPER_BLOCK } from "./super_block.ts";

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
    forBlocks(source, BYTES, (block, scale, minimum, codes, shift) => {
      const fifth = (block >> 3) * BYTES + 4 + SCALES_BYTES;
      for (let i = 0; i < 32; i++) {
        const code = source[codes + i]! >> shift & 15 | (source[fifth + i]! >> (block & 7) & 1) << 4;
        floats[32 * block + i] = scale * code + minimum;
      }
    });
  },
};
