import assert from "node:assert/strict";

/** Asserts that two figures are the same but for the rounding of floating point. */
export function close(actual: number, expected: number, message = "") {
  const difference = Math.abs(actual - expected);
  assert.ok(difference <= 1e-10, `${message}: ${actual} is not ${expected}`);
}
