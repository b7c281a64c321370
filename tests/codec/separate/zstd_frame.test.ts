import assert from "node:assert/strict";
import { bytesOfBits } from "../../../codec/separate/bits.ts";
import { MAGIC, outlineFrame } from "../../../codec/separate/zstd/frame.ts";
import { zstd } from "../../../codec/separate/zstd/zstd.ts";

await zstd.open!();
const frameOf = (text: string) => Uint8Array.of(...MAGIC, ...bytesOfBits(zstd.encode(text)));

Deno.test("a frame's outline says how long it is and what it holds, whatever follows", () => {
  for (const length of [0, 1, 255, 256, 300, 70_000]) {
    for (
      const text of [
        "a".repeat(length),
        Array.from({ length }, (_, i) => String.fromCharCode(33 + i * i % 90)).join(""),
      ]
    ) {
      const frame = frameOf(text);
      const outline = { length: frame.length, contentBytes: length };
      assert.deepEqual(outlineFrame(frame), outline);
      assert.deepEqual(outlineFrame(Uint8Array.of(...frame, 1, 2, 3)), outline);
      assert.throws(() => outlineFrame(frame.subarray(0, 8)), RangeError);
    }
  }
});

Deno.test("a frame that claims to hold more than any message is not decompressed", () => {
  // Flags: a size of eight bytes, a single segment, a dictionary's number of one byte.
  const claim = Uint8Array.of(0xe1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0);
  assert.equal(outlineFrame(Uint8Array.of(...MAGIC, ...claim)).contentBytes, 2 ** 40);
  const bits = Uint8Array.from({ length: 8 * claim.length }, (_, i) => claim[i >> 3]! >> (7 - i % 8) & 1);
  assert.deepEqual(zstd.decode(bits).text, "");
});
