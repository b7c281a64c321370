import assert from "node:assert/strict";
import { tokenize13a } from "../../fidelity/tokenize13a.ts";
import vectors from "./sacrebleu.json" with { type: "json" };

Deno.test("tokenize13a() gives sacreBLEU's tokens", () => {
  for (const pair of vectors.pairs) {
    assert.equal(tokenize13a(pair.hypothesis).join(" "), pair.hypothesis_tokens);
    assert.equal(tokenize13a(pair.reference).join(" "), pair.reference_tokens);
  }
});

Deno.test("tokenize13a() splits each ASCII mark as mteval-v13a does", () => {
  // Apostrophe, comma, hyphen and period are those that depend on what stands beside them.
  const alwaysSplit = '!"#$%&()*+/:;<=>?@[\\]^_`{|}~';
  for (const mark of alwaysSplit) assert.deepEqual(tokenize13a(`a${mark}1`), ["a", mark, "1"]);
  assert.deepEqual(tokenize13a("a'1"), ["a'1"]);
  assert.deepEqual(tokenize13a("a-1 1-a"), ["a-1", "1", "-", "a"]);
  for (const mark of ",.") {
    assert.deepEqual(tokenize13a(`a${mark}b a${mark}1 1${mark}a 1${mark}1`), [
      ...["a", mark, "b", "a", mark, "1", "1", mark, "a"],
      `1${mark}1`,
    ]);
  }
});
