import { type SourceType, viewOf } from "./source_type.ts";
import { SUPER_BLOCK } from "./super_block.ts";

const LOWER = SUPER_BLOCK / 2;
const UPPER = SUPER_BLOCK / 4;
const SCALES = 16;
const BYTES = LOWER + UPPER + SCALES + 2;

/**
 * A super-block: the lower 4 bits of 256 codes, their upper 2, 16 scales of 8 bits with a sign, and what those are
 * multiplied by (float16). Element = scale * (code - 32). Each half of 128 elements is four runs of 32: run r takes its
 * lower bits from the lower halves (runs 0 and 1) or the upper ones of 64 bytes, and bits 2r and 2r + 1 of 32 bytes.
 */
export const Q6_K: SourceType = {
  name: "Q6_K",
  block: SUPER_BLOCK,
  bytes: BYTES,
  becomes: "Q8_0",
  floats: (source, floats) => {
    const view = viewOf(source);
    for (let at = 0, element = 0; at < source.length; at += BYTES) {
      const common = view.getFloat16(at + BYTES - 2, true);
      for (let half = 0; half < 2; half++) {
        const [lower, upper] = [at + 64 * half, at + LOWER + 32 * half];
        for (let run = 0; run < 4; run++) {
          for (let i = 0; i < 32; i++) {
            const four = source[lower + 32 * (run & 1) + i]! >> 4 * (run >> 1) & 15;
            const code = four | (source[upper + i]! >> 2 * run & 3) << 4;
            const scale = view.getInt8(at + LOWER + UPPER + 8 * half + 2 * run + (i >> 4));
            floats[element++] = Math.fround(common * scale) * (code - 32);
          }
        }
      }
    }
  },
};
