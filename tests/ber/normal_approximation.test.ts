import assert from "node:assert/strict";
import { gaussianTail } from "../../channel/gaussian_tail.ts";
import {
  describeBinaryInput,
  normalApproximation,
  normalApproximationApplies,
  normalApproximationEbN0,
} from "../../ber/normal_approximation.ts";

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} within ${tolerance}`);
}

Deno.test("Gaussian tail: tabulated values, to seven digits however small", () => {
  for (
    const [x, tail] of [
      [0, 0.5],
      [1, 0.158655253931],
      [1.959963984540054, 0.025],
      [-1, 0.841344746069],
      [4, 3.16712418331e-5],
      [8, 6.22096057427e-16],
    ] as const
  ) close(gaussianTail(x) / tail, 1, 2e-7);
});

Deno.test("binary-input capacity: the thresholds of the literature", () => {
  // Richardson and Urbanke, Modern Coding Theory: rate 1/2 at sigma = 0.97869, that is at Eb/N0 = 0.187 dB.
  close(describeBinaryInput(1 / 0.97869 ** 2).capacity, 0.5, 1e-5);
  close(describeBinaryInput(10 ** (0.187 / 10)).capacity, 0.5, 1e-4); // at rate 1/2, 2 R Eb/N0 is Eb/N0
  close(describeBinaryInput(2 * 10 ** (-2.823 / 10)).capacity, 0.5, 1e-4); // Es/N0 of the real channel
  close(describeBinaryInput(1).capacity, 0.4859, 1e-4);
});

Deno.test("binary input: the limits of little and much SNR, and below Shannon's Gaussian input", () => {
  const low = describeBinaryInput(1e-4);
  close(low.capacity / (1e-4 / 2 * Math.LOG2E), 1, 1e-3);
  close(low.dispersion / (1e-4 * Math.LOG2E ** 2), 1, 1e-3);
  const high = describeBinaryInput(60);
  close(high.capacity, 1, 1e-12);
  assert.ok(high.loss > 0 && high.loss < 1e-12 && high.dispersion < 1e-10);
  for (const snr of [0.01, 0.1, 1, 3, 10]) {
    assert.ok(describeBinaryInput(snr).capacity < Math.log2(1 + snr) / 2);
    assert.ok(describeBinaryInput(snr).dispersion > 0);
  }
});

Deno.test("normal approximation: falls with Eb/N0, and its inverse is one", () => {
  for (const [k, n] of [[64, 128], [500, 1000], [40, 400], [900, 1000]] as const) {
    let before = 1;
    for (let dB = -1.5; dB <= 6; dB += 0.5) {
      const bler = normalApproximation(k, n, dB);
      assert.ok(bler < before || bler === 0 || bler === 1);
      before = bler;
    }
    for (const bler of [0.5, 1e-3, 1e-6]) {
      close(normalApproximation(k, n, normalApproximationEbN0(k, n, bler)) / bler, 1, 1e-3);
    }
  }
});

Deno.test("normal approximation: long codes near capacity, short ones just below the best that are known", () => {
  close(normalApproximationEbN0(5e6, 1e7, 1e-3), 0.187, 0.02);
  assert.ok(normalApproximationEbN0(500, 1000, 1e-3) > 0.187 + 0.5);
  // Good codes of 64/128 have 1e-3 at 2.6 to 3.6 dB (Coskun et al., Physical Communication 34, 2019).
  const short = normalApproximationEbN0(64, 128, 1e-3);
  assert.ok(short > 2.3 && short < 3.0, `${short}`);
});

Deno.test("normal approximation: of codes only, and not of a handful of bits", () => {
  assert.ok(normalApproximationApplies(64, 128));
  assert.ok(!normalApproximationApplies(128, 128));
  assert.ok(!normalApproximationApplies(4, 1000));
});
