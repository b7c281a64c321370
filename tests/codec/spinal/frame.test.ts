import assert from "node:assert/strict";
import {
  fittingScale,
  MAX_SURPRISAL,
  ratedFrame,
  roundings,
  roundSurprisal,
  scaledFrame,
  SCALES,
  scaleUnits,
  STEPS,
  surprisalOf,
  TAIL_WEIGHT,
} from "../../../codec/spinal/frame.ts";

Deno.test("surprisals are rounded to eighths of a bit, and count for 24 bits at most", () => {
  assert.deepEqual([0, 0.06, 0.07, 1, 6.44, 23.99, 24, 1000].map(roundSurprisal), [0, 0, 1, 8, 52, 192, 192, 192]);
  assert.equal(MAX_SURPRISAL, 192);
  assert.deepEqual([0, -Math.LN2, -40, -1000].map((logProbability) => surprisalOf(logProbability)), [0, 1, 24, 24]);
  assert.equal(surprisalOf(-Math.LN2, 8), 9);
});

Deno.test("near to a boundary a surprisal may have been rounded either way, elsewhere not", () => {
  assert.deepEqual(roundings(1.0625 - 0.001, 0.002), [8, 9]);
  assert.deepEqual(roundings(1.0625 + 0.001, 0.002), [8, 9]);
  assert.deepEqual(roundings(1.07, 0.002), [9]);
  assert.deepEqual(roundings(0.0001, 0.002), [0]);
});

Deno.test("a rated frame places codewords by the steps before them, and holds messages of one weight", () => {
  const frame = ratedFrame(100, 0.5);
  assert.deepEqual([0, 1, 2, 3, 160, 1000].map((steps) => frame.endOf(steps)), [0, 0, 1, 1, 80, 100]);
  assert.deepEqual([frame.holds(200), frame.holds(202)], [true, false]);
  const weight = 200 - TAIL_WEIGHT;
  assert.deepEqual([-5, -3, 0, 3, 5].map((more) => frame.endsWith(weight + more)), [false, true, true, true, false]);
});

Deno.test("a frame that says its scale takes the largest that its message fits into, and no other message's weight is far", () => {
  assert.equal(SCALES.length, 128);
  assert.ok(Math.abs(SCALES[0]! * STEPS - 1 / 64) < 1e-12 && Math.abs(SCALES.at(-1)! * STEPS - 32) < 1e-12);
  for (const [length, weight] of [[60, 500], [200, 900], [3000, 800], [100, 100]] as const) {
    const scale = fittingScale(length, weight);
    const frame = scaledFrame(length, scale);
    assert.equal(frame.begin, scaleUnits(length));
    assert.ok(frame.holds(weight) && frame.endsWith(weight));
    assert.ok(!frame.endsWith(1.2 * weight + 100) && !frame.endsWith(0.8 * weight - 100), `${length} for ${weight}`);
  }
  assert.deepEqual([1, 16, 17, 10_000].map(scaleUnits), [1, 1, 2, 32]);
});
