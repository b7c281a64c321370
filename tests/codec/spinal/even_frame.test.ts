import assert from "node:assert/strict";
import { EvenFrame, mostTokens } from "../../../codec/spinal/even_frame.ts";
import { ratedFrame, scaledFrame, STEPS, TAIL_WEIGHT, TOKEN_WEIGHT } from "../../../codec/spinal/frame.ts";

const SCALE = 1.2 / STEPS;

/** Rounded surprisals of a message, in steps, and the frame that is as long as it asks for. */
const surprisals = [12, 90, 3, 41, 60, 8, 150, 25, 70, 33, 5, 48];
const weight = surprisals.reduce((sum, surprisal) => sum + surprisal + TOKEN_WEIGHT, 0);
const informed = ratedFrame(Math.round((weight + TAIL_WEIGHT) * SCALE), SCALE);

Deno.test("every token of an even frame takes as many units, wherever the others are", () => {
  const frame = new EvenFrame(informed, surprisals.length);
  const ends = surprisals.map((_, t) => frame.endOf(t + 1));
  const lengths = ends.map((end, t) => end - (ends[t - 1] ?? frame.begin));
  assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 1);
  assert.deepEqual(surprisals.map(() => frame.weightOf()), surprisals.map(() => 1));
  const tail = frame.length - ends.at(-1)!;
  assert.ok(Math.abs(tail / (frame.length - frame.begin) - TAIL_WEIGHT / (weight + TAIL_WEIGHT)) < 0.02);
  assert.deepEqual([11, 12, 13].map((tokens) => frame.endsWith(tokens)), [false, true, false]);
  assert.deepEqual([12, 13].map((tokens) => frame.holds(tokens)), [true, false]);
});

Deno.test("energy follows the surprisal, and its mean is 1", () => {
  const frame = new EvenFrame(informed, surprisals.length);
  const energies = surprisals.map((surprisal) => frame.energyOf(surprisal));
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  assert.ok(Math.abs(mean - 1) < 0.03, `${mean}`);
  for (const [t, energy] of energies.entries()) {
    const exact = (surprisals[t]! + TOKEN_WEIGHT) * surprisals.length / weight;
    assert.ok(Math.abs(Math.log2(energy / exact)) <= 1 / 32 + 0.02);
    const steps = Math.log2(energy) * 16;
    assert.ok(Math.abs(steps - Math.round(steps)) < 1e-9);
  }
});

Deno.test("what a frame is long tells how many tokens it may have, also where the frame says its scale", () => {
  assert.equal(mostTokens(informed), Math.floor((informed.length / SCALE - TAIL_WEIGHT) / TOKEN_WEIGHT));
  assert.equal(mostTokens(ratedFrame(1, SCALE)), 1);
  const scaled = scaledFrame(200, 60);
  const frame = new EvenFrame(scaled, 10);
  assert.ok(frame.begin > scaled.begin && frame.endOf(10) < 200);
});
