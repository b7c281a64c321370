/**
 * Spreads `total` units (channel uses or bits) over `tokens` tokens as evenly as whole numbers allow; every unit is given away.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(allocate(10, 4), Int32Array.of(2, 3, 2, 3));
 * ```
 */
export function allocate(total: number, tokens: number): Int32Array {
  return Int32Array.from({ length: tokens }, (_, t) => upTo(t + 1) - upTo(t));

  function upTo(t: number): number {
    return Math.floor(total * t / tokens);
  }
}
