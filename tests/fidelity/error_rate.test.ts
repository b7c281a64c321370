import assert from "node:assert/strict";
import fc from "fast-check";
import { ErrorCounts, tokenErrors, wordErrors } from "../../fidelity/error_rate.ts";
import { texts } from "./texts.ts";

Deno.test("word errors are substitutions, deletions and insertions of words with their case and punctuation", () => {
  assert.deepEqual(wordErrors("the ship left", "the ship left"), new ErrorCounts(0, 3));
  assert.deepEqual(wordErrors("The ship left.", "the ship left"), new ErrorCounts(2, 3));
  assert.deepEqual(wordErrors("ship has left", "the ship left"), new ErrorCounts(2, 3));
  assert.deepEqual(wordErrors("a  b\u00a0c", "a b c"), new ErrorCounts(0, 3));
});

Deno.test("token errors compare numbers", () => {
  assert.deepEqual(tokenErrors([5, 6, 7, 8], [5, 7, 8, 9, 9]), new ErrorCounts(3, 5));
  assert.equal(tokenErrors(Uint32Array.of(1, 2), Int32Array.of(1, 2)).rate, 0);
});

Deno.test("a rate is edits over reference length, of a corpus too", () => {
  const sum = new ErrorCounts();
  assert.equal(sum.add(new ErrorCounts(1, 2)), sum);
  sum.add(new ErrorCounts(1, 8));
  assert.equal(sum.rate, 2 / 10);
  assert.equal(wordErrors("a b c d", "x").rate, 4);
});

Deno.test("an empty reference counts as one word long", () => {
  assert.equal(wordErrors("", "").rate, 0);
  assert.equal(wordErrors("a b", " ").rate, 2);
  assert.equal(tokenErrors([], []).rate, 0);
  assert.equal(wordErrors("", "a b").rate, 1);
});

Deno.test("a text has no error against itself, and a finite rate against any other", () => {
  fc.assert(fc.property(texts, texts, (hypothesis, reference) => {
    assert.equal(wordErrors(reference, reference).rate, 0);
    const { rate } = wordErrors(hypothesis, reference);
    assert.ok(rate >= 0 && Number.isFinite(rate), `${rate}`);
  }));
});
