import { numberSymbols, trimCommonEnds } from "./symbols.ts";

/**
 * The Levenshtein distance of two sequences: the fewest insertions, deletions and substitutions, each counting one, that
 * make one of the other. Memory grows with the shorter sequence, time with the product of the parts that differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(editDistance([..."kitten"], [..."sitting"]), 3);
 * ```
 */
export function editDistance<T>(first: ArrayLike<T>, second: ArrayLike<T>): number {
  const numbered = numberSymbols(first, second);
  const [a, b] = trimCommonEnds(numbered.first, numbered.second);
  const [long, short] = a.length < b.length ? [b, a] : [a, b];
  const distances = Uint32Array.from({ length: short.length + 1 }, (_, j) => j);
  for (let i = 1; i <= long.length; i++) {
    const symbol = long[i - 1];
    let diagonal = i - 1;
    let left = i;
    distances[0] = i;
    for (let j = 1; j < distances.length; j++) {
      const above = distances[j]!;
      left = short[j - 1] === symbol ? diagonal : 1 + Math.min(diagonal, above, left);
      distances[j] = left;
      diagonal = above;
    }
  }
  return distances[short.length]!;
}
