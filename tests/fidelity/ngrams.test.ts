import assert from "node:assert/strict";
import fc from "fast-check";
import { countNgramMatches, countNgrams } from "../../fidelity/ngrams.ts";
import { sequences } from "./texts.ts";

/** The definition: each different n-gram counts as often as it occurs in both. */
function matchesByDefinition(hypothesis: number[], reference: number[], order: number): number {
  const grams = (sequence: number[]) =>
    Array.from({ length: countNgrams(sequence.length, order) }, (_, i) => sequence.slice(i, i + order).join(" "));
  const [ofHypothesis, ofReference] = [grams(hypothesis), grams(reference)];
  const occurrences = (list: string[], gram: string) => list.filter((other) => other === gram).length;
  return [...new Set(ofHypothesis)]
    .reduce((sum, gram) => sum + Math.min(occurrences(ofHypothesis, gram), occurrences(ofReference, gram)), 0);
}

Deno.test("matches are clipped at the reference's count", () => {
  // The classic example of Papineni et al. (2002): 2 of 7.
  const hypothesis = "the the the the the the the".split(" ");
  assert.deepEqual(countNgramMatches(hypothesis, "the cat is on the mat".split(" "), 2), [2, 0]);
});

Deno.test("matches are those of the definition, at every order", () => {
  fc.assert(fc.property(sequences, sequences, (hypothesis, reference) => {
    const expected = [1, 2, 3, 4].map((order) => matchesByDefinition(hypothesis, reference, order));
    assert.deepEqual(countNgramMatches(hypothesis, reference, 4), expected);
  }));
});

Deno.test("a sequence has an n-gram at each place where one fits", () => {
  assert.deepEqual([1, 2, 3, 4].map((order) => countNgrams(3, order)), [3, 2, 1, 0]);
  assert.equal(countNgrams(0, 1), 0);
  assert.equal(countNgrams(0, 4), 0);
});
