import { type SourceType, viewOf } from "./source_type.ts";
import { scaleAndMinimum, SCALES_BYTES, SUPER_BLOCK } from "./super_block.ts";

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
    forBlocks(source, (block, scale, minimum, codes, shift) => {
      scaleView.setFloat32(4 * block, scale, true);
      minimumView.setFloat32(4 * block, minimum, true);
      for (let i = 0; i < 16; i++) {
        const [even, odd] = [source[codes + 2 * i]! >> shift & 15, source[codes + 2 * i + 1]! >> shift & 15];
        data[16 * block + i] = even | odd << 4;
      }
    });
  },
  floats: (source, floats) => {
    forBlocks(source, (block, scale, minimum, codes, shift) => {
      for (let i = 0; i < 32; i++) floats[32 * block + i] = scale * (source[codes + i]! >> shift & 15) + minimum;
    });
  },
};

/** Calls `visit` with each block, its scale and minimum, where its codes begin and how far they must be shifted down. */
function forBlocks(
  source: Uint8Array,
  visit: (block: number, scale: number, minimum: number, codes: number, shift: number) => void,
): void {
  const view = viewOf(source);
  for (let at = 0, block = 0; at < source.length; at += BYTES) {
    const [scales, minima] = [view.getFloat16(at, true), view.getFloat16(at + 2, true)];
    for (let i = 0; i < 8; i++) {
      const [scale, minimum] = scaleAndMinimum(source, at + 4, i);
      // Both products are exact in float32: 11 bits times 6.
      visit(block++, scales * scale, -minima * minimum, at + 4 + SCALES_BYTES + 32 * (i >> 1), 4 * (i & 1));
    }
  }
}
