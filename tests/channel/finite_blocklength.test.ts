import assert from "node:assert/strict";
import { failureOf, roomForAny, roomForGaussian } from "../../channel/finite_blocklength.ts";

/** Uses of an Es/N0 of 0 dB, as real dimensions. */
const uses = (count: number) => new Float64Array(2 * count).fill(1);

Deno.test("the normal approximation over the AWGN channel at 0 dB is that of Polyanskiy, Poor and Verdú, figure 6", () => {
  // n = 500 real dimensions, failure 1e-3: they draw a rate of about 0.40 bits a dimension; C = 0.5 and V = 0.7806 there.
  const room = roomForAny(uses(250));
  assert.ok(Math.abs(room.capacity - 250) < 1e-9);
  assert.ok(Math.abs(room.dispersion / 500 - 3 / 8 * Math.LOG2E ** 2) < 1e-12);
  const bits = 250 - Math.sqrt(room.dispersion) * 3.0902323061678132 + Math.log2(250) / 2;
  assert.ok(Math.abs(failureOf(bits, room) - 1e-3) < 1e-6);
  assert.ok(bits / 500 > 0.38 && bits / 500 < 0.42, `${bits / 500}`);
});

Deno.test("independent Gaussian codewords have more dispersion than those of one power, and as much capacity", () => {
  const [any, gaussian] = [roomForAny(uses(100)), roomForGaussian(100, 1)];
  assert.ok(Math.abs(any.capacity - gaussian.capacity) < 1e-9);
  assert.ok(Math.abs(any.dispersion / gaussian.dispersion - 0.75) < 1e-12); // (snr + 2) / (2 (snr + 1)) at 0 dB
});

Deno.test("uses of which nothing was heard carry nothing", () => {
  const room = roomForAny([1, 1, 0, 0]);
  assert.equal(room.capacity, 1);
  assert.equal(failureOf(1, roomForAny([0, 0])), 1);
  assert.equal(failureOf(0, roomForAny([0, 0])), 0);
});
