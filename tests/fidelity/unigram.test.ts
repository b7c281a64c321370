import assert from "node:assert/strict";
import fc from "fast-check";
import { UnigramTokenizer } from "../../fidelity/unigram.ts";
import vocabulary from "../../models/use-lite/vocab.json" with { type: "json" };
import vectors from "./similarity_vectors.json" with { type: "json" };

const tokenizer = new UnigramTokenizer(vocabulary as [string, number | null][]);
const pieces = (text: string) => tokenizer.encode(text).map((id) => vocabulary[id]![0]);

Deno.test("unigram: ids of 200 varied texts are the package's own", () => {
  assert.ok(vectors.length >= 200);
  for (const { text, ids } of vectors) assert.deepEqual(tokenizer.encode(text), ids, JSON.stringify(text));
});

Deno.test("unigram: an empty text has no ids, white space has some", () => {
  assert.deepEqual(pieces(""), []);
  assert.deepEqual(pieces(" "), ["▁", "▁"]);
});

Deno.test("unigram: pieces put together are the text, where nothing is unknown", () => {
  const text = fc.array(fc.constantFrom("the", "Harbour", " ", "42", ",", "'s", "é", "zzz", "-")).map((parts) =>
    parts.join("")
  );
  fc.assert(fc.property(text.filter((one) => one !== ""), (one) => {
    assert.equal(pieces(one).join(""), `▁${one.normalize("NFKC").replaceAll(" ", "▁")}`);
  }));
});

Deno.test("unigram: the most likely pieces, not the longest, and of equals the shorter last one", () => {
  const reserved = Array<[string, number]>(6).fill(["", 0]);
  const small = new UnigramTokenizer([
    ...reserved,
    ["▁", -4],
    ["▁a", -1],
    ["▁ab", -9],
    ["b", -1],
    ["c", -1],
    ["bc", -1.5],
    ["d", -1],
    ["cd", -2],
  ]);
  assert.deepEqual(small.encode("a"), [7]);
  assert.deepEqual(small.encode("ab"), [7, 9]);
  assert.deepEqual(small.encode("abc"), [7, 11]);
  assert.deepEqual(small.encode("acd"), [7, 10, 12]);
});

Deno.test("unigram: neighbouring unknown code points are one token", () => {
  assert.deepEqual(tokenizer.encode("日本日本"), [vocabulary.findIndex(([piece]) => piece === "▁"), 0]);
});
