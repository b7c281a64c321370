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

/** Beyond this many pairs of symbols between the common ends, all of them count as different. */
const MAX_PAIRS = 4_000_000;

/**
 * The positions in both sequences of the members of a longest common subsequence, in order. Their common beginning and end
 * belong to it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(commonSubsequence([..."abcd"], [..."axd"]), [[0, 0], [3, 2]]);
 * ```
 */
export function commonSubsequence<T>(from: ArrayLike<T>, to: ArrayLike<T>): [number, number][] {
  const { first, second } = numberSymbols(from, to);
  const [a, b] = trimCommonEnds(first, second);
  const start = (a.byteOffset - first.byteOffset) / first.BYTES_PER_ELEMENT;
  const count = (length: number, i: number, j: number) =>
    Array.from({ length }, (_, k): [number, number] => [i + k, j + k]);
  const [endA, endB] = [start + a.length, start + b.length];
  return [
    ...count(start, 0, 0),
    ...commonPairs(a, b).map(([i, j]): [number, number] => [start + i, start + j]),
    ...count(first.length - endA, endA, endB),
  ];
}

/** The same of what lies between the common ends. */
function commonPairs(a: Int32Array, b: Int32Array): [number, number][] {
  if (a.length * b.length > MAX_PAIRS) return [];
  const width = b.length + 1;
  // lengths[i * width + j] is what the rests a[i..] and b[j..] have in common.
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j]
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}
