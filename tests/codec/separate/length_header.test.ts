import assert from "node:assert/strict";
import { addLength, takeLength } from "../../../codec/separate/length_header.ts";

Deno.test("a header says how many bits follow, in 9 bits and two more with each doubling, and the rest is left out", () => {
  for (const [length, header] of [[0, 9], [1, 9], [255, 9], [256, 11], [767, 11], [768, 13], [100_000, 25]] as const) {
    const bits = Uint8Array.from({ length }, (_, i) => Number(i % 3 === 0));
    const framed = addLength(bits);
    assert.equal(framed.length, length + header);
    assert.deepEqual(takeLength(Uint8Array.of(...framed, 1, 0, 1)), bits);
  }
});

Deno.test("a wrong header takes what there is", () => {
  assert.ok(takeLength(new Uint8Array(200)).length <= 200);
  assert.equal(takeLength(new Uint8Array()).length, 0);
  assert.ok(takeLength(Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 1)).length === 0);
  assert.equal(takeLength(Uint8Array.of(1, ...new Array(8).fill(1), 1, 0)).length, 2);
});
