import { numberSymbols, trimCommonEnds } from "./symbols.ts";

/**
 * The length of the longest common subsequence of two sequences: what they share in order, gaps allowed. Memory grows with
 * the shorter sequence, time with the product of the parts that differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(commonSubsequenceLength([..."ABCBDAB"], [..."BDCABA"]), 4);
 * ```
 */
export function commonSubsequenceLength<T>(first: ArrayLike<T>, second: ArrayLike<T>): number {
  const numbered = numberSymbols(first, second);
  const [a, b] = trimCommonEnds(numbered.first, numbered.second);
  const common = first.length - a.length;
  const [long, short] = a.length < b.length ? [b, a] : [a, b];
  const lengths = new Uint32Array(short.length + 1);
  for (const symbol of long) {
    let diagonal = 0;
    let left = 0;
    for (let j = 1; j < lengths.length; j++) {
      const above = lengths[j]!;
      left = short[j - 1] === symbol ? diagonal + 1 : Math.max(above, left);
      lengths[j] = left;
      diagonal = above;
    }
  }
  return common + lengths[short.length]!;
}
