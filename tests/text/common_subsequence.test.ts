import assert from "node:assert/strict";
import fc from "fast-check";
import { commonSubsequenceLength } from "../../text/common_subsequence.ts";
import { sequences } from "../fidelity/texts.ts";

/** The definition, in exponential time. */
function byDefinition(a: number[], b: number[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  if (a[0] === b[0]) return 1 + byDefinition(a.slice(1), b.slice(1));
  return Math.max(byDefinition(a.slice(1), b), byDefinition(a, b.slice(1)));
}

Deno.test("longest common subsequences worked by hand", () => {
  const length = (first: string, second: string) => commonSubsequenceLength([...first], [...second]);
  assert.equal(length("ABCBDAB", "BDCABA"), 4); // BCBA; Cormen et al., section 15.4
  assert.equal(length("AGGTAB", "GXTXAYB"), 4); // GTAB
  assert.equal(length("abc", "cba"), 1);
  assert.equal(length("abc", "xyz"), 0);
  assert.equal(length("abc", ""), 0);
  assert.equal(length("xaybzc", "abc"), 3);
});

Deno.test("the longest common subsequence is that of the definition", () => {
  fc.assert(fc.property(sequences, sequences, (a, b) => {
    assert.equal(commonSubsequenceLength(a, b), byDefinition(a, b));
  }));
});
