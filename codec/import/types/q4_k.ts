import { type SourceType, viewOf } from "./source_type.ts";
import { forBlocks, SCALES_BYTES, SUPER_BLOCK } from "./super_block.ts";

const BYTES = 4 + SCALES_BYTES + SUPER_BLOCK / 2;

/**
 * A super-block: what its scales and its minima are multiplied by (float16), those, and 128 bytes of codes: of each
 * 32, the lower halves are a block and the upper halves the next. Element = scale * code - minimum.
 */
export const Q4_K: SourceType = {
  name: "Q4_K",
  block: SUPER_BLOCK,
  bytes: BYTES,
  becomes: "Q4_K",
  rewrite: (source, { data, scales, minima }) => {
    const [scaleView, minimumView] = [viewOf(scales), viewOf(minima)];
    forBlocks(source, BYTES, (block, scale, minimum, codes, shift) => {
      scaleView.setFloat32(4 * block, scale, true);
      minimumView.setFloat32(4 * block, minimum, true);
      for (let i = 0; i < 16; i++) {
        const [even, odd] = [source[codes + 2 * i]! >> shift & 15, source[codes + 2 * i + 1]! >> shift & 15];
        data[16 * block + i] = even | odd << 4;
      }
    });
  },
  floats: (source, floats) => {
    forBlocks(source, BYTES, (block, scale, minimum, codes, shift) => {
      for (let i = 0; i < 32; i++) floats[32 * block + i] = scale * (source[codes + i]! >> shift & 15) + minimum;
    });
  },
};
