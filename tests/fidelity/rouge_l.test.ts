import assert from "node:assert/strict";
import fc from "fast-check";
import { rougeL } from "../../fidelity/rouge_l.ts";
import { close } from "./close.ts";
import { texts } from "./texts.ts";

Deno.test("ROUGE-L worked by hand", () => {
  // Lin (2004), section 3.1: "police killed the gunman" is the reference.
  close(rougeL("police kill the gunman", "police killed the gunman"), 3 / 4);
  close(rougeL("the gunman kill police", "police killed the gunman"), 2 / 4);
  // Longest common subsequence of 4; precision 4/5, recall 4/8.
  close(rougeL("one two four six seven", "one three two four five six eight nine"), 2 * 0.8 * 0.5 / 1.3);
});

Deno.test("ROUGE-L compares lower-cased runs of a-z and 0-9", () => {
  assert.equal(rougeL("IT'S 3.5, ok?", "it s 3 5 ok"), 1);
  close(rougeL("na\u00efve", "na ve caf\u00e9"), 2 * 2 / (2 + 3));
  close(rougeL("snake_case", "snake case two"), 2 * 2 / (2 + 3));
});

Deno.test("a text without a word of a-z and 0-9 scores 0", () => {
  assert.equal(rougeL("", "one"), 0);
  assert.equal(rougeL("one", "..."), 0);
  assert.equal(rougeL("\u0434\u0430", "\u0434\u0430"), 0);
});

Deno.test("ROUGE-L lies in 0..1, is symmetric, and is 1 for identical texts with a word", () => {
  fc.assert(fc.property(texts, texts, (hypothesis, reference) => {
    const score = rougeL(hypothesis, reference);
    assert.ok(score >= 0 && score <= 1, `${score}`);
    assert.equal(rougeL(reference, hypothesis), score);
    assert.equal(rougeL(`${reference} a`, `${reference} a`), 1);
  }));
});
