import assert from "node:assert/strict";
import type { Observation } from "../../../codec/codec.ts";
import { STEPS } from "../../../codec/spinal/frame.ts";
import { isHopeless } from "../../../codec/spinal/hopeless.ts";

const SCALE = 1 / STEPS; // a use a bit of weight

/** A hundred uses, each of that SNR. */
function heard(snr: number): Observation {
  return { type: "uses", y: new Float32Array(200), snr: new Float32Array(200).fill(snr) };
}

Deno.test("a frame is hopeless where its uses carry little more than half of its weight, in all rounds together", () => {
  assert.ok(!isHopeless([heard(1)], SCALE)); // log2(1 + 1) = 1 bit a use
  assert.ok(!isHopeless([heard(0.5)], SCALE)); // 0.58
  assert.ok(isHopeless([heard(0.4)], SCALE)); // 0.49
  assert.ok(!isHopeless([heard(0.4), heard(0.1)], SCALE)); // 0.62
  assert.ok(isHopeless([heard(1)], SCALE / 2)); // twice the weight
  const half = heard(0.2);
  assert.ok(half.type === "uses");
  half.snr.fill(3, 0, 100); // half of the uses in a fade: (2 + 0.26) / 2
  assert.ok(!isHopeless([half], SCALE));
});

Deno.test("nothing is said of bits, or where the frame says its scale itself", () => {
  assert.ok(!isHopeless([{ type: "bits", llr: new Float32Array(100), isIntact: true }], SCALE));
  assert.ok(!isHopeless([heard(0.01)], undefined));
});
